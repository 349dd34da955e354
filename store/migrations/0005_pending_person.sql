-- One person keeps one unfinished choice of an account: the newer replaces the older.
alter table pending_sign_ins add column tenant_id text not null default '';
alter table pending_sign_ins add column object_id text not null default '';
create index pending_sign_ins_by_person on pending_sign_ins (tenant_id, object_id);
