-- rebuild
-- Invitations to Azure administrators, the mails that carry them, and links that
-- wait for a confirmation. Tables whose checks change are made anew, with their
-- rows; foreign keys are off meanwhile and checked before the commit.

create table invitations (
  id             text   primary key,
  reference      text   not null unique,
  account_id     text   not null references accounts (id),
  user_id        text   not null references users (id),
  token_hash     bytea  not null unique check (length(token_hash) = 32),
  state          text   not null check (state = 'open' or state = 'approved' or state = 'revoked' or state = 'superseded' or state = 'expired'),
  recipient      text   not null,
  message        text   not null,
  required       text   not null,
  life           bigint not null check (life > 0),
  created_at     bigint not null,
  expires_at     bigint not null,
  ended_at       bigint,
  opened_at      bigint,
  last_opened_at bigint,
  opens          bigint not null default 0,
  superseded_by  text   references invitations (id),
  check ((state = 'open') = (ended_at is null))
);
create index invitations_by_account on invitations (account_id, created_at, id);
create index invitations_by_user on invitations (user_id);
create index invitations_open on invitations (expires_at) where ended_at is null;
create index invitations_open_by_account on invitations (account_id) where ended_at is null;

create table mails (
  id            text   primary key,
  invitation_id text   not null unique references invitations (id),
  state         text   not null check (state = 'queued' or state = 'sent' or state = 'failed'),
  sealed        bytea,
  attempts      bigint not null default 0,
  next_at       bigint not null,
  reason        text   not null default '',
  created_at    bigint not null,
  ended_at      bigint,
  check ((state = 'queued') = (ended_at is null)),
  check ((state = 'queued') = (sealed is not null))
);
create index mails_queued on mails (next_at, id) where state = 'queued';

create table consent_requests_new (
  id                 text   primary key,
  reference          text   not null unique,
  account_id         text   not null references accounts (id),
  user_id            text   not null references users (id),
  invitation_id      text   references invitations (id),
  state              text   not null check (state = 'at_microsoft' or state = 'checking' or state = 'approved' or state = 'proving' or state = 'linked' or state = 'failed' or state = 'cancelled' or state = 'superseded' or state = 'expired'),
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
  superseded_by      text   references consent_requests (id),
  link_id            text   references links (id)
);
insert into consent_requests_new (id, reference, account_id, user_id, state, state_hash, sign_in_state_hash, browser_hash,
  claimed_tenant, proven_tenant, account_used, cause, oauth_error, aadsts, correlation_id, trace_id, microsoft_at,
  started_at, approved_at, proving_at, ended_at, expires_at, superseded_by, link_id)
select id, reference, account_id, user_id, state, state_hash, sign_in_state_hash, browser_hash,
  claimed_tenant, proven_tenant, account_used, cause, oauth_error, aadsts, correlation_id, trace_id, microsoft_at,
  started_at, approved_at, proving_at, ended_at, expires_at, superseded_by, link_id
from consent_requests order by id;
drop table consent_requests;
alter table consent_requests_new rename to consent_requests;
-- An account's own requests and those of its invitations are looked up apart, so
-- that whoever holds an invitation cannot make the former slow.
create index consent_requests_by_account on consent_requests (account_id, started_at, id) where invitation_id is null;
create index consent_requests_by_invitation on consent_requests (invitation_id, started_at, id) where invitation_id is not null;
create index consent_requests_by_user on consent_requests (user_id);
create index consent_requests_by_superseder on consent_requests (superseded_by) where superseded_by is not null;
create index consent_requests_open on consent_requests (expires_at) where ended_at is null;
create index consent_requests_by_link on consent_requests (link_id) where link_id is not null;

create table links_new (
  id                 text   primary key,
  account_id         text   not null references accounts (id),
  state              text   not null check (state = 'awaiting_confirmation' or state = 'enabled' or state = 'disabled' or state = 'unlinked' or state = 'replaced' or state = 'rejected' or state = 'overtaken'),
  state_before       text   not null default '',
  tenant_id          text   not null check (length(tenant_id) > 0),
  permission_id      text   not null default '',
  organisation       text   not null,
  domains            text   not null,
  approver_object_id text   not null,
  approver_name      text   not null,
  approver_username  text   not null,
  approver_ip        text   not null default '',
  approver_agent     text   not null default '',
  role               text   not null,
  scopes             text   not null,
  linked_by_name     text   not null,
  request_id         text   not null references consent_requests (id),
  invitation_id      text   references invitations (id),
  replaces           text   references links (id),
  replaced_by        text   references links (id),
  linked_at          bigint not null,
  confirmed_at       bigint,
  confirmed_by       text   not null default '',
  rejected_why       text   not null default '',
  proven_at          bigint not null,
  ended_at           bigint,
  conflict_at        bigint,
  conflict_by        text   not null default '',
  check ((state = 'enabled' or state = 'disabled') = (ended_at is null and confirmed_at is not null)),
  check ((state = 'awaiting_confirmation') = (ended_at is null and confirmed_at is null))
);
insert into links_new (id, account_id, state, state_before, tenant_id, organisation, domains, approver_object_id, approver_name, approver_username,
  role, scopes, linked_by_name, request_id, replaces, replaced_by, linked_at, confirmed_at, proven_at, ended_at, conflict_at, conflict_by)
select id, account_id, state, state_before, tenant_id, organisation, domains, approver_object_id, approver_name, approver_username,
  role, scopes, linked_by_name, request_id, replaces, replaced_by, linked_at, linked_at, proven_at, ended_at, conflict_at, conflict_by
from links order by id;
drop table links;
alter table links_new rename to links;
-- A link is current while it is confirmed and has not ended. The condition is not
-- on the state, so that enabling and disabling leave these indexes alone. The first
-- account of a tenant has no permission; each further one has one of its own. A
-- link that waits is in neither: it reserves nothing.
create unique index links_current_tenant on links (tenant_id, permission_id) where ended_at is null and confirmed_at is not null;
create unique index links_current_account on links (account_id) where ended_at is null and confirmed_at is not null;
create index links_awaiting on links (account_id, linked_at, id) where ended_at is null and confirmed_at is null;
create index links_by_account on links (account_id, linked_at, id);
create index links_by_request on links (request_id);
create index links_by_invitation on links (invitation_id) where invitation_id is not null;
