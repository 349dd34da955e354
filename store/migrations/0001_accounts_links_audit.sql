-- Conditions say «a or b» and not «in (a, b, c)»: for a list SQLite builds a table
-- each time it writes a row, which costs more than the write.

create table accounts (
  id                text    primary key,
  name              text    not null,
  name_key          text    not null unique,
  advanced_security boolean not null,
  account_manager   text    not null,
  created_at        bigint  not null
);

create table users (
  id            text   primary key,
  account_id    text   references accounts (id),
  email         text   not null unique,
  name          text   not null,
  role          text   not null check (role = 'administrator' or role = 'helpdesk' or role = 'user' or role = 'support'),
  password_hash text   not null,
  created_at    bigint not null,
  check ((role = 'support') = (account_id is null))
);
create index users_by_account on users (account_id, role, id);

create table login_guards (
  name_hash bytea  primary key check (length(name_hash) > 0),
  failures  bigint not null,
  last_at   bigint not null
);
create index login_guards_by_age on login_guards (last_at);

create table sessions (
  id_hash    bytea  primary key check (length(id_hash) = 32),
  user_id    text   not null references users (id),
  created_at bigint not null,
  seen_at    bigint not null,
  notice     text   not null
);
create index sessions_by_user on sessions (user_id);

create table consent_requests (
  id                 text   primary key,
  reference          text   not null unique,
  account_id         text   not null references accounts (id),
  user_id            text   not null references users (id),
  state              text   not null check (state = 'at_microsoft' or state = 'approved' or state = 'proving' or state = 'linked' or state = 'failed' or state = 'cancelled' or state = 'superseded' or state = 'expired'),
  state_hash         bytea  not null unique check (length(state_hash) = 32),
  sign_in_state_hash bytea  not null unique check (length(sign_in_state_hash) = 32),
  browser_hash       bytea  not null check (length(browser_hash) = 32),
  claimed_tenant     text   not null default '',
  proven_tenant      text   not null default '',
  account_used       text   not null default '',
  cause              text   not null default '',
  oauth_error        text   not null default '',
  aadsts             text   not null default '',
  correlation_id     text   not null default '',
  trace_id           text   not null default '',
  microsoft_at       bigint,
  started_at         bigint not null,
  approved_at        bigint,
  proving_at         bigint,
  ended_at           bigint,
  expires_at         bigint not null,
  superseded_by      text   references consent_requests (id)
);
create index consent_requests_by_account on consent_requests (account_id, started_at, id);
create index consent_requests_by_user on consent_requests (user_id);
create index consent_requests_by_superseder on consent_requests (superseded_by) where superseded_by is not null;
create index consent_requests_open on consent_requests (expires_at) where ended_at is null;

create table links (
  id                 text   primary key,
  account_id         text   not null references accounts (id),
  state              text   not null check (state = 'enabled' or state = 'disabled' or state = 'unlinked' or state = 'replaced'),
  state_before       text   not null default '',
  tenant_id          text   not null check (length(tenant_id) > 0),
  organisation       text   not null,
  domains            text   not null,
  approver_object_id text   not null,
  approver_name      text   not null,
  approver_username  text   not null,
  role               text   not null,
  scopes             text   not null,
  linked_by_name     text   not null,
  request_id         text   not null references consent_requests (id),
  replaces           text   references links (id),
  replaced_by        text   references links (id),
  linked_at          bigint not null,
  proven_at          bigint not null,
  ended_at           bigint,
  conflict_at        bigint,
  conflict_by        text   not null default '',
  check ((state = 'enabled' or state = 'disabled') = (ended_at is null))
);
-- A link is current while it has not ended. The condition is not on the state, so
-- that enabling and disabling leave these indexes alone.
create unique index links_current_tenant on links (tenant_id) where ended_at is null;
create unique index links_current_account on links (account_id) where ended_at is null;
create index links_by_account on links (account_id, linked_at, id);
create index links_by_request on links (request_id);

alter table consent_requests add column link_id text references links (id);
create index consent_requests_by_link on consent_requests (link_id) where link_id is not null;

-- One row per chain: where it ends, so that removed last entries show. The chain
-- of support, which belongs to no account, has an empty account_id.
create table audit_chains (
  account_id text   primary key,
  last_seq   bigint not null,
  last_hash  bytea  not null
);

create table audit_entries (
  account_id    text   not null references audit_chains (account_id),
  seq           bigint not null,
  at            bigint not null,
  actor_kind    text   not null,
  actor_user_id text   not null,
  actor_name    text   not null,
  actor_email   text   not null,
  ip            text   not null,
  user_agent    text   not null,
  request_id    text   not null,
  action        text   not null,
  subject       text   not null,
  details       text   not null,
  reference     text   not null,
  prev_hash     bytea  not null,
  hash          bytea  not null,
  primary key (account_id, seq)
);

create trigger audit_entries_are_never_changed before update on audit_entries
begin
  select raise(abort, 'audit entries are never changed');
end;

create trigger audit_entries_are_never_deleted before delete on audit_entries
begin
  select raise(abort, 'audit entries are never deleted');
end;

create trigger audit_chains_are_never_deleted before delete on audit_chains
begin
  select raise(abort, 'audit chains are never deleted');
end;

-- An entry cannot be added without moving the end of its chain. There is no trigger
-- on that move: with one SQLite would build a temporary table for each entry.
create trigger audit_entries_move_their_chain after insert on audit_entries
begin
  update audit_chains set last_seq = new.seq, last_hash = new.hash where account_id = new.account_id;
end;
