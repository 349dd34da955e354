-- One row per attempt at Microsoft. It outlives the consent request it tells of:
-- requests are bounded by number, traces by age.
create table traces (
  id             text   primary key,
  reference      text   not null,
  reference_key  text   not null unique,
  kind           text   not null,
  account_id     text   not null references accounts (id),
  request_id     text   not null default '',
  user_name      text   not null default '',
  started_at     bigint not null,
  ended_at       bigint,
  outcome        text   not null default '',
  cause          text   not null default '',
  oauth_error    text   not null default '',
  aadsts         text   not null default '',
  correlation_id text   not null default '',
  trace_id       text   not null default '',
  microsoft_at   bigint,
  tenant_id      text   not null default '',
  account_used   text   not null default '',
  steps          text   not null default ''
);
create index traces_by_account on traces (account_id, started_at, id);
create index traces_by_age on traces (started_at);
create index traces_by_correlation on traces (correlation_id, started_at, id) where correlation_id <> '';
create index traces_by_trace on traces (trace_id, started_at, id) where trace_id <> '';
create index traces_by_microsoft_account on traces (account_used, started_at, id) where account_used <> '';
create index traces_failed on traces (account_id, ended_at, id) where outcome = 'failed';
-- The causes of link.TellingCauses. What came by an invitation says nothing: whoever
-- holds one could make the link look broken.
create index traces_telling on traces (account_id, tenant_id, ended_at, id)
  where kind <> 'invitation' and (cause = 'app_missing' or cause = 'consent_missing' or cause = 'app_disabled' or cause = 'blocked_by_policy' or cause = 'not_assigned');

insert into traces (id, reference, reference_key, kind, account_id, request_id, user_name, started_at, ended_at, outcome,
  cause, oauth_error, aadsts, correlation_id, trace_id, microsoft_at, tenant_id, account_used, steps)
select r.id, r.reference, upper(replace(r.reference, '-', '')), 'consent', r.account_id, r.id, u.name, r.started_at, r.ended_at,
  case when r.ended_at is null then '' else r.state end,
  r.cause, r.oauth_error, r.aadsts, r.correlation_id, r.trace_id, r.microsoft_at,
  case when r.proven_tenant <> '' then r.proven_tenant else r.claimed_tenant end, lower(r.account_used),
  'started@' || r.started_at || case when r.approved_at is null then '' else ' approved@' || r.approved_at end
    || case when r.proving_at is null then '' else ' proving@' || r.proving_at end
    || case when r.ended_at is null then '' else ' ' || r.state || '@' || r.ended_at end
from consent_requests r join users u on u.id = r.user_id;

-- One row per account: what Link status shows, kept up to date by every change.
-- terms comes last, so that a list need not read past it.
create table account_status (
  account_id     text   primary key references accounts (id),
  name           text   not null,
  name_key       text   not null,
  state          text   not null,
  health         text   not null,
  reason         text   not null,
  tenant_id      text   not null,
  organisation   text   not null,
  domain         text   not null,
  changed_at     bigint not null,
  proven_at      bigint,
  last_failed_at bigint,
  last_cause     text   not null,
  review_at      bigint,
  terms          text   not null
);
-- One index per filter and order. Only enabled links have a health, so that a
-- health needs no state beside it.
create index account_status_by_change on account_status (changed_at, account_id);
create index account_status_by_name on account_status (name_key, account_id);
create index account_status_state_by_change on account_status (state, changed_at, account_id);
create index account_status_state_by_name on account_status (state, name_key, account_id);
create index account_status_health_by_change on account_status (health, changed_at, account_id) where health <> '';
create index account_status_health_by_name on account_status (health, name_key, account_id) where health <> '';
create index account_status_reviews on account_status (review_at) where review_at is not null;

create table status_counts (
  state  text   not null,
  health text   not null,
  n      bigint not null,
  primary key (state, health)
);

-- What an account is found by: each text from each of its words on.
create table status_terms (
  term       text not null,
  account_id text not null,
  primary key (term, account_id)
) without rowid;

-- While there is a row, accounts up to after_id have their status and the others
-- are still to be given theirs.
create table status_builds (
  id       text primary key,
  after_id text not null
);
insert into status_builds (id, after_id) select 'status', '' where exists (select 1 from accounts);

-- That an account may link a tenant which serves another account too.
create table tenant_permissions (
  id           text   primary key,
  account_id   text   not null references accounts (id),
  tenant_id    text   not null check (length(tenant_id) = 36),
  reason       text   not null,
  by_name      text   not null,
  by_user_id   text   not null,
  created_at   bigint not null,
  used_at      bigint,
  withdrawn_at bigint
);
create unique index tenant_permissions_holding on tenant_permissions (account_id, tenant_id) where withdrawn_at is null;
create index tenant_permissions_by_account on tenant_permissions (account_id, created_at, id);

-- When somebody of support last looked at an account, as the audit trail was told.
create table support_views (
  account_id text   not null references accounts (id),
  user_id    text   not null,
  at         bigint not null,
  primary key (account_id, user_id)
);
create index support_views_by_age on support_views (at);
