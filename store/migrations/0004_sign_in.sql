-- rebuild
-- Logging in with Microsoft: what users have, who they are at Microsoft, templates,
-- groups and licences, and traces of log-ins.

create table users_new (
  id                text    primary key,
  account_id        text    references accounts (id),
  email             text    not null,
  name              text    not null,
  name_key          text    not null,
  role              text    not null check (role = 'administrator' or role = 'helpdesk' or role = 'user' or role = 'support'),
  password_hash     text    not null,
  edition           text    not null,
  user_groups       text    not null,
  timezone          text    not null,
  login_enabled     boolean not null,
  managed           text    not null,
  template_id       text    not null,
  origin            text    not null,
  created_at        bigint  not null,
  updated_at        bigint  not null,
  last_login_at     bigint,
  last_login_method text    not null,
  check ((role = 'support') = (account_id is null))
);
-- Whoever could log in until now still can: everybody has an edition.
insert into users_new (id, account_id, email, name, name_key, role, password_hash, edition, user_groups, timezone, login_enabled, managed, template_id, origin,
  created_at, updated_at, last_login_method)
select id, account_id, email, name, lower(name), role, password_hash, case when role = 'support' then '' else 'CRM' end,
  case role when 'administrator' then '["Everyone","System Administration"]' when 'helpdesk' then '["Everyone","Helpdesk"]' when 'user' then '["Everyone"]' else '[]' end,
  '', true, '[]', '', 'added', created_at, created_at, ''
from users order by id;
drop table users;
alter table users_new rename to users;
create index users_by_account on users (account_id, role, id);
create index users_by_name on users (account_id, name_key, id);
create index users_by_edition on users (account_id, edition) where edition <> '';
-- A login name is unique in its account. Of those who have a usable password it is
-- unique over all accounts, so that a log-in by password has one meaning.
create unique index users_login_name on users (account_id, email) where account_id is not null;
create unique index users_support_name on users (email) where account_id is null;
create unique index users_password_name on users (email) where password_hash <> '';
create index users_by_email on users (email);

create table user_extensions (
  user_id    text not null references users (id),
  account_id text not null references accounts (id),
  extension  text not null,
  primary key (user_id, extension)
);
create index user_extensions_by_account on user_extensions (account_id, extension);

-- What an account owns. Used is counted from the users.
create table licences (
  account_id text   not null references accounts (id),
  name       text   not null,
  owned      bigint not null check (owned >= 0),
  primary key (account_id, name)
);
insert into licences (account_id, name, owned)
select account_id, 'CRM', count(*) from users where account_id is not null group by account_id;

-- Who a user is at Microsoft: tenant and object ID, never a name.
create table identities (
  user_id       text    primary key references users (id),
  account_id    text    not null references accounts (id),
  tenant_id     text    not null check (length(tenant_id) = 36),
  object_id     text    not null check (length(object_id) = 36),
  username      text    not null,
  name          text    not null,
  email         text    not null,
  guest         boolean not null,
  home          text    not null,
  linked_at     bigint  not null,
  linked_how    text    not null,
  check_outcome text    not null,
  checked_at    bigint  not null,
  mailbox       text    not null,
  mailbox_at    bigint
);
create unique index identities_by_person on identities (tenant_id, object_id, account_id);
create index identities_by_account on identities (account_id, check_outcome);

-- Somebody at Microsoft who would be a user, and waits for an administrator's word.
create table relink_requests (
  user_id    text    primary key references users (id),
  account_id text    not null references accounts (id),
  tenant_id  text    not null,
  object_id  text    not null,
  username   text    not null,
  name       text    not null,
  email      text    not null,
  guest      boolean not null,
  home       text    not null,
  reason     text    not null,
  reference  text    not null,
  at         bigint  not null,
  tries      bigint  not null
);
create index relink_requests_by_account on relink_requests (account_id, at);

-- The groups that somebody was in at the last reading, to try templates with.
create table person_groups (
  user_id text   primary key references users (id),
  groups  text   not null,
  source  text   not null,
  read_at bigint not null
);

create table provisioning (
  account_id        text    primary key references accounts (id),
  enabled           boolean not null,
  when_none_left    text    not null,
  apply_at          text    not null,
  guests            text    not null,
  guest_template_id text    not null,
  version           bigint  not null,
  templates_version bigint  not null
);

create table user_templates (
  id          text    primary key,
  account_id  text    not null references accounts (id),
  position    bigint  not null,
  enabled     boolean not null,
  group_name  text    not null,
  group_id    text    not null,
  timezone    text    not null,
  edition     text    not null,
  extensions  text    not null,
  user_groups text    not null,
  version     bigint  not null,
  created_at  bigint  not null,
  updated_at  bigint  not null
);
create index user_templates_by_account on user_templates (account_id, position, id);

-- Groups as the directory has shown them at log-ins.
create table directory_groups (
  account_id    text   not null references accounts (id),
  object_id     text   not null,
  tenant_id     text   not null,
  name          text   not null,
  name_key      text   not null,
  previous_name text   not null,
  renamed_at    bigint,
  seen_at       bigint not null,
  primary key (account_id, object_id)
);
create index directory_groups_by_name on directory_groups (account_id, name_key, object_id);

-- What administrators are told once, until it is over or put away.
create table alerts (
  account_id   text   not null references accounts (id),
  kind         text   not null,
  subject      text   not null,
  reference    text   not null,
  first_at     bigint not null,
  last_at      bigint not null,
  times        bigint not null,
  dismissed_at bigint,
  primary key (account_id, kind, subject)
);

-- Sessions: how they began, when they must end, and what ends them at Microsoft.
create table sessions_new (
  id_hash          bytea  primary key check (length(id_hash) = 32),
  user_id          text   not null references users (id),
  created_at       bigint not null,
  seen_at          bigint not null,
  authenticated_at bigint not null,
  expires_at       bigint not null,
  method           text   not null,
  link_id          text   not null,
  tenant_id        text   not null,
  sid_hash         bytea,
  login_hint       text   not null,
  ip               text   not null,
  user_agent       text   not null,
  notice           text   not null
);
insert into sessions_new (id_hash, user_id, created_at, seen_at, authenticated_at, expires_at, method, link_id, tenant_id, login_hint, ip, user_agent, notice)
select id_hash, user_id, created_at, seen_at, created_at, created_at + 86400000000, 'password', '', '', '', '', '', notice from sessions;
drop table sessions;
alter table sessions_new rename to sessions;
create index sessions_by_user on sessions (user_id);
create index sessions_by_link on sessions (link_id) where link_id <> '';
create index sessions_by_sid on sessions (sid_hash) where sid_hash is not null;

-- The domains that each link's organisation has proven, to find a tenant by an
-- e-mail address.
create table link_domains (
  domain  text not null,
  link_id text not null references links (id),
  primary key (domain, link_id)
) without rowid;
insert or ignore into link_domains (domain, link_id) select j.value, l.id from links l, json_each(l.domains) j;

-- Somebody who is proven and still has to say for which account.
create table pending_sign_ins (
  id_hash    bytea  primary key check (length(id_hash) = 32),
  facts      text   not null,
  expires_at bigint not null
);
create index pending_sign_ins_by_end on pending_sign_ins (expires_at);

create table account_choices (
  tenant_id  text   not null,
  object_id  text   not null,
  account_id text   not null references accounts (id),
  chosen_at  bigint not null,
  primary key (tenant_id, object_id)
);

-- Invitations of users: by them a person chooses a password.
create table welcomes (
  id         text   primary key,
  reference  text   not null unique,
  account_id text   not null references accounts (id),
  user_id    text   not null references users (id),
  sender_id  text   not null references users (id),
  token_hash bytea  not null unique check (length(token_hash) = 32),
  state      text   not null check (state = 'open' or state = 'used' or state = 'revoked' or state = 'superseded' or state = 'expired'),
  created_at bigint not null,
  expires_at bigint not null,
  ended_at   bigint,
  check ((state = 'open') = (ended_at is null))
);
create index welcomes_by_user on welcomes (user_id, created_at);
create index welcomes_open on welcomes (expires_at) where ended_at is null;
create unique index welcomes_open_by_user on welcomes (user_id) where ended_at is null;

create table mails_new (
  id            text   primary key,
  invitation_id text   unique references invitations (id),
  welcome_id    text   unique references welcomes (id),
  state         text   not null check (state = 'queued' or state = 'sent' or state = 'failed'),
  sealed        bytea,
  attempts      bigint not null default 0,
  next_at       bigint not null,
  reason        text   not null default '',
  created_at    bigint not null,
  ended_at      bigint,
  check ((state = 'queued') = (ended_at is null)),
  check ((state = 'queued') = (sealed is not null)),
  check ((invitation_id is null) <> (welcome_id is null))
);
insert into mails_new (id, invitation_id, state, sealed, attempts, next_at, reason, created_at, ended_at)
select id, invitation_id, state, sealed, attempts, next_at, reason, created_at, ended_at from mails;
drop table mails;
alter table mails_new rename to mails;
create index mails_queued on mails (next_at, id) where state = 'queued';

-- What a consent is for: the link itself, or the groups of User Provisioning.
alter table consent_requests add column purpose text not null default 'link';
alter table invitations add column purpose text not null default 'link';

-- Traces of log-ins may belong to no account, and spend the state that came back.
create table traces_new (
  id             text    primary key,
  reference      text    not null,
  reference_key  text    not null unique,
  kind           text    not null,
  account_id     text    references accounts (id),
  request_id     text    not null default '',
  user_id        text    not null default '',
  user_name      text    not null default '',
  started_at     bigint  not null,
  ended_at       bigint,
  outcome        text    not null default '',
  cause          text    not null default '',
  oauth_error    text    not null default '',
  aadsts         text    not null default '',
  correlation_id text    not null default '',
  trace_id       text    not null default '',
  microsoft_at   bigint,
  tenant_id      text    not null default '',
  account_used   text    not null default '',
  steps          text    not null default '',
  direct         boolean not null default false,
  state_hash     bytea   check (state_hash is null or length(state_hash) = 32),
  details        text    not null default ''
);
insert into traces_new (id, reference, reference_key, kind, account_id, request_id, user_name, started_at, ended_at, outcome, cause, oauth_error, aadsts,
  correlation_id, trace_id, microsoft_at, tenant_id, account_used, steps)
select id, reference, reference_key, kind, account_id, request_id, user_name, started_at, ended_at, outcome, cause, oauth_error, aadsts,
  correlation_id, trace_id, microsoft_at, tenant_id, account_used, steps from traces order by id;
drop table traces;
alter table traces_new rename to traces;
create unique index traces_by_state on traces (state_hash) where state_hash is not null;
create index traces_by_account on traces (account_id, started_at, id);
create index traces_by_user on traces (user_id, started_at, id) where user_id <> '';
create index traces_by_age on traces (started_at);
create index traces_by_correlation on traces (correlation_id, started_at, id) where correlation_id <> '';
create index traces_by_trace on traces (trace_id, started_at, id) where trace_id <> '';
create index traces_by_microsoft_account on traces (account_used, started_at, id) where account_used <> '';
create index traces_failed on traces (account_id, ended_at, id) where outcome = 'failed';
-- The causes of link.TellingCauses. What came by an invitation says nothing, and of
-- log-ins only what Microsoft told us directly and what concerns everybody: whoever
-- can write an address could else make the link look broken.
create index traces_telling on traces (account_id, tenant_id, ended_at, id)
  where (kind = 'consent' or kind = 'check' or kind = 'groups') and (cause = 'app_missing' or cause = 'consent_missing' or cause = 'app_disabled' or cause = 'blocked_by_policy' or cause = 'not_assigned')
    or direct and (cause = 'app_missing' or cause = 'consent_missing' or cause = 'app_disabled');
