-- What the role of the web server may do on PostgreSQL: all that pages need, and of the audit log add and read.
--
-- Make the role first, as a superuser, and give the web unit its own CAMPAIGN_DATABASE_URL with it:
--     CREATE ROLE countersign_web LOGIN PASSWORD '…';
-- Then, as the owner of the database, which is the role of the worker and of every `campaign` command:
--     psql --set ON_ERROR_STOP=1 --single-transaction --file web-role.sql countersign
-- Twice is harmless. Once more after `campaign restore`, which makes the tables anew, and after an upgrade.

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO countersign_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO countersign_web;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO countersign_web;

-- An entry stays as it was written. Entries whose time is over are removed by the worker. Only the name of who acted can be
-- replaced, when an account is deleted; `campaign audit verify` finds every name but the pseudonym of a deleted account.
REVOKE ALL ON audit_entry FROM countersign_web;
GRANT SELECT, INSERT, UPDATE (actor) ON audit_entry TO countersign_web;

-- Which version the tables are is not the web server's to say.
REVOKE ALL ON alembic_version FROM countersign_web;
GRANT SELECT ON alembic_version TO countersign_web;

-- Tables that a later version brings.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO countersign_web;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO countersign_web;
