-- The first schema: every room of the competition system.

CREATE TABLE "audit_record" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "actor" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    CONSTRAINT "audit_record_named" CHECK (actor <> '' AND action <> '')
);
CREATE INDEX "audit_record_by_at" ON "audit_record" ("at");
CREATE INDEX "audit_record_by_actor" ON "audit_record" ("actor");
CREATE INDEX "audit_record_by_action" ON "audit_record" ("action");
CREATE INDEX "audit_record_by_subject" ON "audit_record" ("subject");

CREATE TABLE "audit_seal" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "number" BIGINT NOT NULL,
    "first_record" BIGINT NOT NULL,
    "last_record" BIGINT NOT NULL,
    "leaves" BYTEA NOT NULL,
    "previous" BYTEA NOT NULL,
    "digest" BYTEA NOT NULL,
    "sealed_at" TIMESTAMPTZ NOT NULL,
    CONSTRAINT "audit_seal_one_number" UNIQUE ("number"),
    CONSTRAINT "audit_seal_in_order" CHECK (number >= 1 AND first_record <= last_record)
);

CREATE TABLE "key_mark" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "one" BIGINT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    CONSTRAINT "key_mark_one_row" UNIQUE ("one"),
    CONSTRAINT "key_mark_only_one" CHECK (one = 1)
);

CREATE TABLE "season" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "code" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "year" BIGINT NOT NULL,
    "ruleset" TEXT NOT NULL,
    "options" TEXT NOT NULL,
    "approval_document" TEXT,
    "approved_on" DATE,
    "pool_year" BIGINT,
    "revision" BIGINT NOT NULL,
    "stored_at" TIMESTAMPTZ NOT NULL,
    "practice" BOOLEAN NOT NULL,
    "counted" TEXT NOT NULL,
    CONSTRAINT "season_one_code" UNIQUE ("code"),
    CONSTRAINT "season_coded" CHECK (code <> '' AND ruleset <> ''),
    CONSTRAINT "season_real_year" CHECK (year BETWEEN 1900 AND 2999),
    CONSTRAINT "season_real_pool_year" CHECK (pool_year BETWEEN 1900 AND 2999),
    CONSTRAINT "season_whole_approval" CHECK ((approval_document IS NULL) = (approved_on IS NULL)),
    CONSTRAINT "season_revised" CHECK (revision >= 1),
    CONSTRAINT "season_known_counted" CHECK (counted IN ('events', 'competitions'))
);

CREATE TABLE "attachment_content" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "digest" BYTEA NOT NULL,
    "media_type" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "data" BYTEA NOT NULL,
    CONSTRAINT "attachment_content_one_digest" UNIQUE ("digest"),
    CONSTRAINT "attachment_content_known_type" CHECK (media_type IN ('image/jpeg', 'image/png', 'application/pdf')),
    CONSTRAINT "attachment_content_something" CHECK (size > 0)
);

CREATE TABLE "person" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "id_type" TEXT NOT NULL,
    "id_number" BYTEA NOT NULL,
    "id_hash" BYTEA NOT NULL,
    "name" TEXT NOT NULL,
    "folded" TEXT NOT NULL,
    "letters" TEXT NOT NULL,
    "initials" TEXT NOT NULL,
    "birth_date" DATE,
    "sex" TEXT NOT NULL,
    "phone" BYTEA,
    "phone_hash" BYTEA,
    "unit_code" TEXT NOT NULL,
    "unit_name" TEXT NOT NULL,
    "unit_year" BIGINT,
    "merged_into" BIGINT REFERENCES "person" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "registered_at" TIMESTAMPTZ NOT NULL,
    CONSTRAINT "person_one_person" UNIQUE ("id_hash"),
    CONSTRAINT "person_in_order" UNIQUE ("letters", "name", "id"),
    CONSTRAINT "person_by_part" UNIQUE ("folded", "id"),
    CONSTRAINT "person_known_id_type" CHECK (id_type IN ('resident', 'hmt_residence', 'foreign_residence', 'passport', 'officer', '')),
    CONSTRAINT "person_known_sex" CHECK (sex IN ('male', 'female', '')),
    CONSTRAINT "person_reachable" CHECK ((phone IS NULL) = (phone_hash IS NULL)),
    CONSTRAINT "person_named" CHECK (name <> '')
);
CREATE INDEX "person_by_initials" ON "person" ("initials");
CREATE INDEX "person_by_phone_hash" ON "person" ("phone_hash");
CREATE INDEX "person_by_unit_code" ON "person" ("unit_code");
CREATE INDEX "person_by_merged_into" ON "person" ("merged_into");

CREATE TABLE "account" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "name" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "disabled_at" TIMESTAMPTZ,
    "password_hash" TEXT,
    "password_at" TIMESTAMPTZ,
    CONSTRAINT "account_one_name" UNIQUE ("name"),
    CONSTRAINT "account_named" CHECK (name <> ''),
    CONSTRAINT "account_whole_password" CHECK ((password_hash IS NULL) = (password_at IS NULL))
);

CREATE TABLE "failed_attempt" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "subject" BYTEA NOT NULL,
    "at" TIMESTAMPTZ NOT NULL
);
CREATE INDEX "failed_attempt_by_subject" ON "failed_attempt" ("subject");

CREATE TABLE "competition" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "season" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "name" TEXT NOT NULL,
    CONSTRAINT "competition_one_name" UNIQUE ("season", "name")
);

CREATE TABLE "plan_line" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "season" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "position" BIGINT NOT NULL,
    "measure" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "actual" TEXT NOT NULL,
    "explanation" TEXT NOT NULL,
    CONSTRAINT "plan_line_one_position" UNIQUE ("season", "position")
);

CREATE TABLE "plan_sheet" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "season" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "name" TEXT NOT NULL,
    "content" BYTEA NOT NULL,
    "added_at" TIMESTAMPTZ NOT NULL,
    "added_by" TEXT NOT NULL,
    CONSTRAINT "plan_sheet_one_sheet" UNIQUE ("season", "added_by")
);

CREATE TABLE "earlier_promotion" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "season" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "id_number" BYTEA,
    "id_hash" BYTEA,
    "promoted_on" DATE NOT NULL,
    "document" TEXT NOT NULL,
    CONSTRAINT "earlier_promotion_findable" CHECK ((id_number IS NULL) = (id_hash IS NULL))
);
CREATE INDEX "earlier_promotion_by_season" ON "earlier_promotion" ("season");
CREATE INDEX "earlier_promotion_by_id_hash" ON "earlier_promotion" ("id_hash");

CREATE TABLE "organisation" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "season" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "city" TEXT NOT NULL,
    CONSTRAINT "organisation_one_code" UNIQUE ("season", "code"),
    CONSTRAINT "organisation_coded" CHECK (code <> ''),
    CONSTRAINT "organisation_known_kind" CHECK (kind IN ('company', 'school', 'government', 'association', 'other'))
);

CREATE TABLE "title_holder" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "season" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "id_number" BYTEA,
    "id_hash" BYTEA,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "year" BIGINT NOT NULL,
    "document" TEXT NOT NULL,
    CONSTRAINT "title_holder_findable" CHECK ((id_number IS NULL) = (id_hash IS NULL))
);
CREATE INDEX "title_holder_by_season" ON "title_holder" ("season");
CREATE INDEX "title_holder_by_id_hash" ON "title_holder" ("id_hash");

CREATE TABLE "registration_batch" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "season" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "kind" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "undone_at" TIMESTAMPTZ,
    CONSTRAINT "registration_batch_known_kind" CHECK (kind IN ('import', 'accept', 'return', 'refuse'))
);
CREATE INDEX "registration_batch_by_season" ON "registration_batch" ("season");

CREATE TABLE "participation_sheet" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "season" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "digest" BYTEA NOT NULL,
    "delegation" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "content" BYTEA,
    "reports" BIGINT NOT NULL,
    "participations" BIGINT NOT NULL,
    "uploaded_by" TEXT NOT NULL,
    "uploaded_at" TIMESTAMPTZ NOT NULL,
    "imported_at" TIMESTAMPTZ,
    CONSTRAINT "participation_sheet_one_content" UNIQUE ("season", "digest", "delegation"),
    CONSTRAINT "participation_sheet_kept_until_imported" CHECK ((content IS NULL) = (imported_at IS NOT NULL)),
    CONSTRAINT "participation_sheet_not_negative" CHECK (reports >= 0 AND participations >= 0)
);

CREATE TABLE "participation_total" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "season" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "city" TEXT NOT NULL,
    "first_month" BIGINT NOT NULL,
    "last_month" BIGINT NOT NULL,
    "level_code" TEXT NOT NULL,
    "stage_code" TEXT NOT NULL,
    "automatic" BOOLEAN NOT NULL,
    "counted" BOOLEAN NOT NULL,
    "reports" BIGINT NOT NULL,
    "participations" BIGINT NOT NULL,
    "questioned_reports" BIGINT NOT NULL,
    "questioned" BIGINT NOT NULL,
    CONSTRAINT "participation_total_one_sum" UNIQUE ("season", "city", "first_month", "last_month", "level_code", "stage_code", "automatic", "counted")
);

CREATE TABLE "winner_code" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "season" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "id_hash" BYTEA NOT NULL,
    "code_hash" BYTEA NOT NULL,
    "issued_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "used_at" TIMESTAMPTZ,
    "door_hash" BYTEA,
    CONSTRAINT "winner_code_one_code" UNIQUE ("season", "id_hash", "code_hash")
);

CREATE TABLE "medal_count" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "season" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "position" BIGINT NOT NULL,
    "delegation" TEXT NOT NULL,
    "gold" BIGINT NOT NULL,
    "silver" BIGINT NOT NULL,
    "bronze" BIGINT NOT NULL,
    "excellence" BIGINT NOT NULL,
    "entries" BIGINT NOT NULL,
    CONSTRAINT "medal_count_one_position" UNIQUE ("season", "position"),
    CONSTRAINT "medal_count_one_line" UNIQUE ("season", "delegation"),
    CONSTRAINT "medal_count_not_negative" CHECK (gold >= 0 AND silver >= 0 AND bronze >= 0 AND excellence >= 0 AND entries >= 0)
);

CREATE TABLE "bonus_line" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "season" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "position" BIGINT NOT NULL,
    "edition_or_event" TEXT NOT NULL,
    "skill" TEXT NOT NULL,
    "medal" TEXT NOT NULL,
    "entry" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "beneficiary" BYTEA,
    "id_hash" BYTEA,
    "name" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "decision" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "clause" TEXT NOT NULL,
    "explanation" TEXT NOT NULL,
    CONSTRAINT "bonus_line_one_position" UNIQUE ("season", "position"),
    CONSTRAINT "bonus_line_known_medal" CHECK (medal IN ('gold', 'silver', 'bronze', 'excellence', '')),
    CONSTRAINT "bonus_line_known_kind" CHECK (kind IN ('player', 'base', 'sending_unit', 'expert_team', 'title_holder', 'medallist', 'coach_team')),
    CONSTRAINT "bonus_line_known_decision" CHECK (decision IN ('pay', 'refuse', 'ruling')),
    CONSTRAINT "bonus_line_known_reason" CHECK (reason IN ('DISQUALIFIED', 'NOT_A_WORKER', 'FIELD_TOO_SMALL', 'FAILED_MODULE', 'TIE_AT_LINE', 'ALREADY_HELD', 'ALREADY_NOMINATED', 'LEVEL_NOT_VERIFIED', 'TOP_LEVEL', 'PROMOTED_THIS_YEAR', 'OVER_AGE', 'INTRODUCED', 'NO_BENEFICIARY', 'TWO_UNITS', 'NOT_A_RECOGNISED_BASE', 'SAME_ENTITY', 'PAID_THIS_EDITION', 'ALREADY_PAID', 'PROVINCIAL_BEFORE', 'RANKED', 'RECOGNISED')),
    CONSTRAINT "bonus_line_only_paid" CHECK (amount = 0 OR (amount > 0 AND decision = 'pay'))
);
CREATE INDEX "bonus_line_by_id_hash" ON "bonus_line" ("id_hash");

CREATE TABLE "expert_team" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "season" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "edition" TEXT NOT NULL,
    "skill" TEXT NOT NULL,
    CONSTRAINT "expert_team_one_team" UNIQUE ("season", "code", "edition", "skill"),
    CONSTRAINT "expert_team_coded" CHECK (code <> '')
);

CREATE TABLE "paid_line" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "season" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "edition" TEXT NOT NULL,
    "skill" TEXT NOT NULL,
    "entry" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "beneficiary" BYTEA,
    "amount" BIGINT NOT NULL,
    "document" TEXT NOT NULL,
    CONSTRAINT "paid_line_known_kind" CHECK (kind IN ('player', 'base', 'sending_unit', 'expert_team', 'title_holder', 'medallist', 'coach_team', 'key', 'provincial')),
    CONSTRAINT "paid_line_not_negative" CHECK (amount >= 0)
);
CREATE INDEX "paid_line_by_season" ON "paid_line" ("season");

CREATE TABLE "ruling" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "season" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "kind" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "entry" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "document" TEXT NOT NULL,
    CONSTRAINT "ruling_one_answer" UNIQUE ("season", "kind", "event", "entry"),
    CONSTRAINT "ruling_known_kind" CHECK (kind IN ('tie', 'two_units', 'two_bases', 'base'))
);

CREATE TABLE "attachment" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "owner_kind" TEXT NOT NULL,
    "owner" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "content" BIGINT NOT NULL REFERENCES "attachment_content" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "added_at" TIMESTAMPTZ NOT NULL,
    "added_by" TEXT NOT NULL,
    CONSTRAINT "attachment_known_owner" CHECK (owner_kind IN ('person', 'organisation', 'competition', 'event', 'entry', 'report', 'ruling', 'registration_member')),
    CONSTRAINT "attachment_known_kind" CHECK (kind IN ('photo', 'certificate', 'document')),
    CONSTRAINT "attachment_in_order" UNIQUE ("owner_kind", "owner", "id")
);
CREATE INDEX "attachment_by_content" ON "attachment" ("content");

CREATE TABLE "person_merge" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "old" BIGINT NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "kept" BIGINT NOT NULL REFERENCES "person" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "at" TIMESTAMPTZ NOT NULL,
    "actor" TEXT NOT NULL,
    "why" TEXT NOT NULL,
    "moved" TEXT NOT NULL,
    CONSTRAINT "person_merge_explained" CHECK (why <> ''),
    CONSTRAINT "person_merge_of_two" CHECK (old <> kept)
);
CREATE INDEX "person_merge_by_old" ON "person_merge" ("old");
CREATE INDEX "person_merge_by_kept" ON "person_merge" ("kept");

CREATE TABLE "api_token" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "account" BIGINT NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "name" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "grants" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "last_used_at" TIMESTAMPTZ,
    "revoked_at" TIMESTAMPTZ,
    CONSTRAINT "api_token_one_name" UNIQUE ("account", "name"),
    CONSTRAINT "api_token_one_token" UNIQUE ("token_hash"),
    CONSTRAINT "api_token_named" CHECK (name <> ''),
    CONSTRAINT "api_token_lives" CHECK (expires_at > created_at)
);

CREATE TABLE "one_time_secret" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "account" BIGINT NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "secret" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "confirmed_at" TIMESTAMPTZ,
    "last_step" BIGINT,
    CONSTRAINT "one_time_secret_one_secret" UNIQUE ("account"),
    CONSTRAINT "one_time_secret_counted" CHECK (last_step >= 0)
);

CREATE TABLE "recovery_code" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "account" BIGINT NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "code_hash" BYTEA NOT NULL,
    "used_at" TIMESTAMPTZ,
    CONSTRAINT "recovery_code_one_code" UNIQUE ("account", "code_hash")
);

CREATE TABLE "session" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "stage" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "account" BIGINT REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "season" BIGINT REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "id_hash" BYTEA,
    "created_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    CONSTRAINT "session_one_token" UNIQUE ("token_hash"),
    CONSTRAINT "session_known_stage" CHECK (stage IN ('full', 'code')),
    CONSTRAINT "session_account_or_winner" CHECK ((account IS NULL) = (id_hash IS NOT NULL) AND (season IS NULL) = (id_hash IS NULL))
);
CREATE INDEX "session_by_account" ON "session" ("account");
CREATE INDEX "session_by_season" ON "session" ("season");

CREATE TABLE "sign_in_link" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "account" BIGINT NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "purpose" TEXT NOT NULL,
    "made_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "expires_at" TIMESTAMPTZ NOT NULL,
    "used_at" TIMESTAMPTZ,
    "door_hash" BYTEA,
    CONSTRAINT "sign_in_link_one_token" UNIQUE ("token_hash"),
    CONSTRAINT "sign_in_link_known_purpose" CHECK (purpose IN ('enter', 'password'))
);
CREATE INDEX "sign_in_link_by_account" ON "sign_in_link" ("account");

CREATE TABLE "competition_plan" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "competition" BIGINT NOT NULL REFERENCES "competition" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "organiser" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "contact" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "city" TEXT NOT NULL,
    "industry" TEXT NOT NULL,
    "series" TEXT NOT NULL,
    "starts_on" DATE,
    "ends_on" DATE,
    "state" TEXT NOT NULL,
    "return_reason" TEXT NOT NULL,
    "revision" BIGINT NOT NULL,
    CONSTRAINT "competition_plan_one_plan" UNIQUE ("competition"),
    CONSTRAINT "competition_plan_known_series" CHECK (series IN ('none', 'rural', 'folk_talent', 'traditional')),
    CONSTRAINT "competition_plan_known_state" CHECK (state IN ('draft', 'submitted', 'returned', 'accepted')),
    CONSTRAINT "competition_plan_forwards" CHECK (ends_on >= starts_on),
    CONSTRAINT "competition_plan_revised" CHECK (revision >= 1)
);

CREATE TABLE "event" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "season" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "code" TEXT NOT NULL,
    "competition" BIGINT NOT NULL REFERENCES "competition" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "name" TEXT NOT NULL,
    "event_class" TEXT NOT NULL,
    "occupation" TEXT NOT NULL,
    "entry_size" BIGINT NOT NULL,
    "held_on" DATE NOT NULL,
    "tags" TEXT NOT NULL,
    "feeds" TEXT NOT NULL,
    CONSTRAINT "event_one_code" UNIQUE ("season", "code"),
    CONSTRAINT "event_coded" CHECK (code <> ''),
    CONSTRAINT "event_known_class" CHECK (event_class IN ('provincial_1', 'provincial_2', 'provincial_comprehensive', 'city', 'college', 'selection', 'national', 'china_skills', 'national_1', 'worldskills')),
    CONSTRAINT "event_someone" CHECK (entry_size >= 1)
);
CREATE INDEX "event_by_competition" ON "event" ("competition");

CREATE TABLE "registration_terms" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "competition" BIGINT NOT NULL REFERENCES "competition" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "opens_at" TIMESTAMPTZ NOT NULL,
    "closes_at" TIMESTAMPTZ NOT NULL,
    "corrections_until" TIMESTAMPTZ NOT NULL,
    "review_levels" BIGINT NOT NULL,
    "one_event_per_person" BOOLEAN NOT NULL,
    "revision" BIGINT NOT NULL,
    CONSTRAINT "registration_terms_one_terms" UNIQUE ("competition"),
    CONSTRAINT "registration_terms_in_order" CHECK (opens_at < closes_at AND closes_at <= corrections_until),
    CONSTRAINT "registration_terms_one_or_two_levels" CHECK (review_levels IN (1, 2)),
    CONSTRAINT "registration_terms_counted" CHECK (revision >= 1)
);

CREATE TABLE "organisation_merge" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "season" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "old_code" TEXT NOT NULL,
    "old_name" TEXT NOT NULL,
    "kept" BIGINT NOT NULL REFERENCES "organisation" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "at" TIMESTAMPTZ NOT NULL,
    "actor" TEXT NOT NULL,
    "why" TEXT NOT NULL,
    "moved" TEXT NOT NULL,
    CONSTRAINT "organisation_merge_one_merge" UNIQUE ("season", "old_code", "id"),
    CONSTRAINT "organisation_merge_explained" CHECK (why <> '')
);
CREATE INDEX "organisation_merge_by_kept" ON "organisation_merge" ("kept");

CREATE TABLE "recognised_base" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "season" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "organisation" BIGINT NOT NULL REFERENCES "organisation" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "kind" TEXT NOT NULL,
    "recognised_on" DATE NOT NULL,
    "document" TEXT NOT NULL,
    CONSTRAINT "recognised_base_known_kind" CHECK (kind IN ('key', 'provincial'))
);
CREATE INDEX "recognised_base_by_season" ON "recognised_base" ("season");
CREATE INDEX "recognised_base_by_organisation" ON "recognised_base" ("organisation");

CREATE TABLE "same_entity" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "organisation" BIGINT NOT NULL REFERENCES "organisation" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "same_as" BIGINT NOT NULL REFERENCES "organisation" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "document" TEXT NOT NULL,
    CONSTRAINT "same_entity_one_link" UNIQUE ("organisation")
);
CREATE INDEX "same_entity_by_same_as" ON "same_entity" ("same_as");

CREATE TABLE "grant_line" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "season" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "position" BIGINT NOT NULL,
    "organisation" BIGINT NOT NULL REFERENCES "organisation" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "recognised_on" DATE NOT NULL,
    "amount" BIGINT NOT NULL,
    "decision" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "clause" TEXT NOT NULL,
    "explanation" TEXT NOT NULL,
    CONSTRAINT "grant_line_one_position" UNIQUE ("season", "position"),
    CONSTRAINT "grant_line_known_kind" CHECK (kind IN ('key', 'provincial')),
    CONSTRAINT "grant_line_known_decision" CHECK (decision IN ('pay', 'refuse', 'ruling')),
    CONSTRAINT "grant_line_known_reason" CHECK (reason IN ('DISQUALIFIED', 'NOT_A_WORKER', 'FIELD_TOO_SMALL', 'FAILED_MODULE', 'TIE_AT_LINE', 'ALREADY_HELD', 'ALREADY_NOMINATED', 'LEVEL_NOT_VERIFIED', 'TOP_LEVEL', 'PROMOTED_THIS_YEAR', 'OVER_AGE', 'INTRODUCED', 'NO_BENEFICIARY', 'TWO_UNITS', 'NOT_A_RECOGNISED_BASE', 'SAME_ENTITY', 'PAID_THIS_EDITION', 'ALREADY_PAID', 'PROVINCIAL_BEFORE', 'RANKED', 'RECOGNISED')),
    CONSTRAINT "grant_line_only_paid" CHECK (amount = 0 OR (amount > 0 AND decision = 'pay'))
);
CREATE INDEX "grant_line_by_organisation" ON "grant_line" ("organisation");

CREATE TABLE "registration_sheet" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "season" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "competition" BIGINT NOT NULL REFERENCES "competition" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "actor" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "allowed" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "done" BIGINT NOT NULL,
    "total" BIGINT NOT NULL,
    "tries" BIGINT NOT NULL,
    "people" BIGINT NOT NULL,
    "entries" BIGINT NOT NULL,
    "problems" BIGINT NOT NULL,
    "warnings" BIGINT NOT NULL,
    "report" TEXT NOT NULL,
    "batch" BIGINT REFERENCES "registration_batch" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "received_at" TIMESTAMPTZ NOT NULL,
    "beat_at" TIMESTAMPTZ,
    "finished_at" TIMESTAMPTZ,
    CONSTRAINT "registration_sheet_one_content" UNIQUE ("competition", "digest", "actor"),
    CONSTRAINT "registration_sheet_one_batch" UNIQUE ("batch"),
    CONSTRAINT "registration_sheet_known_state" CHECK (state IN ('received', 'checking', 'checked', 'confirmed', 'storing', 'stored', 'failed', 'discarded')),
    CONSTRAINT "registration_sheet_counted" CHECK (done >= 0 AND total >= 0 AND people >= 0 AND entries >= 0 AND problems >= 0 AND warnings >= 0),
    CONSTRAINT "registration_sheet_stored_is_batched" CHECK (state <> 'stored' OR batch IS NOT NULL)
);
CREATE INDEX "registration_sheet_by_season" ON "registration_sheet" ("season");
CREATE INDEX "registration_sheet_by_state" ON "registration_sheet" ("state");

CREATE TABLE "worldskills_player" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "season" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "edition" TEXT NOT NULL,
    "skill" TEXT NOT NULL,
    "skill_name" TEXT NOT NULL,
    "medal" TEXT NOT NULL,
    "entry" TEXT NOT NULL,
    "id_number" BYTEA,
    "id_hash" BYTEA,
    "name" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "base" BIGINT REFERENCES "organisation" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "sending_unit" BIGINT REFERENCES "organisation" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "expert_team" BIGINT REFERENCES "expert_team" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "worldskills_player_one_player" UNIQUE ("season", "edition", "skill", "entry", "id_hash"),
    CONSTRAINT "worldskills_player_findable" CHECK ((id_number IS NULL) = (id_hash IS NULL)),
    CONSTRAINT "worldskills_player_known_medal" CHECK (medal IN ('gold', 'silver', 'bronze', 'excellence')),
    CONSTRAINT "worldskills_player_known_origin" CHECK (origin IN ('cultivated', 'introduced'))
);
CREATE INDEX "worldskills_player_by_base" ON "worldskills_player" ("base");
CREATE INDEX "worldskills_player_by_sending_unit" ON "worldskills_player" ("sending_unit");
CREATE INDEX "worldskills_player_by_expert_team" ON "worldskills_player" ("expert_team");

CREATE TABLE "event_proposal" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "season" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "competition" BIGINT NOT NULL REFERENCES "competition" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "occupation" TEXT NOT NULL,
    "class_asked" TEXT NOT NULL,
    "class_set" TEXT NOT NULL,
    "class_document" TEXT NOT NULL,
    "entry_size" BIGINT NOT NULL,
    "held_on" DATE,
    "tags" TEXT NOT NULL,
    "feeds" TEXT NOT NULL,
    "qualifiers" BIGINT,
    "expected_field" BIGINT,
    "scheme" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "return_reason" TEXT NOT NULL,
    "event" BIGINT REFERENCES "event" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "revision" BIGINT NOT NULL,
    CONSTRAINT "event_proposal_one_code" UNIQUE ("season", "code"),
    CONSTRAINT "event_proposal_coded" CHECK (code <> ''),
    CONSTRAINT "event_proposal_known_asked" CHECK (class_asked IN ('provincial_1', 'provincial_2', 'provincial_comprehensive', 'city', 'college', 'selection', 'national', 'china_skills', 'national_1', 'worldskills')),
    CONSTRAINT "event_proposal_known_set" CHECK (class_set IN ('provincial_1', 'provincial_2', 'provincial_comprehensive', 'city', 'college', 'selection', 'national', 'china_skills', 'national_1', 'worldskills', '')),
    CONSTRAINT "event_proposal_someone" CHECK (entry_size >= 1),
    CONSTRAINT "event_proposal_counted" CHECK (qualifiers >= 1 AND expected_field >= 1),
    CONSTRAINT "event_proposal_known_state" CHECK (state IN ('draft', 'submitted', 'returned', 'accepted', 'published')),
    CONSTRAINT "event_proposal_decided" CHECK (class_set <> '' OR state NOT IN ('accepted', 'published')),
    CONSTRAINT "event_proposal_published" CHECK ((event IS NULL) = (state <> 'published')),
    CONSTRAINT "event_proposal_revised" CHECK (revision >= 1)
);
CREATE INDEX "event_proposal_by_competition" ON "event_proposal" ("competition");
CREATE INDEX "event_proposal_by_event" ON "event_proposal" ("event");

CREATE TABLE "entry" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "event" BIGINT NOT NULL REFERENCES "event" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "code" TEXT NOT NULL,
    "division" TEXT NOT NULL,
    "delegation" TEXT NOT NULL,
    "city" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    CONSTRAINT "entry_one_code" UNIQUE ("event", "code"),
    CONSTRAINT "entry_coded" CHECK (code <> ''),
    CONSTRAINT "entry_known_division" CHECK (division IN ('worker', 'teacher', 'student', 'open')),
    CONSTRAINT "entry_known_status" CHECK (status IN ('ok', 'guest', 'absent', 'withdrawn', 'disqualified'))
);
CREATE INDEX "entry_by_delegation" ON "entry" ("delegation");

CREATE TABLE "event_terms" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "event" BIGINT NOT NULL REFERENCES "event" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "places" BIGINT,
    "quota" BIGINT,
    "divisions" TEXT NOT NULL,
    "revision" BIGINT NOT NULL,
    CONSTRAINT "event_terms_one_terms" UNIQUE ("event"),
    CONSTRAINT "event_terms_some_places" CHECK (places >= 1),
    CONSTRAINT "event_terms_some_quota" CHECK (quota >= 1),
    CONSTRAINT "event_terms_counted" CHECK (revision >= 1)
);

CREATE TABLE "check_in_closing" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "event" BIGINT NOT NULL REFERENCES "event" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "at" TIMESTAMPTZ NOT NULL,
    "actor" TEXT NOT NULL,
    CONSTRAINT "check_in_closing_one_event" UNIQUE ("event")
);

CREATE TABLE "participation_report" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "season" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "period" TEXT NOT NULL,
    "city" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "participations" BIGINT NOT NULL,
    "reporter" TEXT NOT NULL,
    "document" TEXT NOT NULL,
    "first_month" BIGINT NOT NULL,
    "last_month" BIGINT NOT NULL,
    "level_code" TEXT NOT NULL,
    "stage_code" TEXT NOT NULL,
    "delegation" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "event" BIGINT REFERENCES "event" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "sheet" BIGINT REFERENCES "participation_sheet" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "flag" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "why" TEXT NOT NULL,
    "counted" BOOLEAN NOT NULL,
    CONSTRAINT "participation_report_of_a_city" UNIQUE ("season", "city", "id"),
    CONSTRAINT "participation_report_dated" CHECK (period <> ''),
    CONSTRAINT "participation_report_not_negative" CHECK (participations >= 0),
    CONSTRAINT "participation_report_in_order" CHECK (first_month <= last_month),
    CONSTRAINT "participation_report_known_level" CHECK (level_code IN ('school', 'enterprise', 'industry', 'county', 'city', 'provincial', 'national', 'world', 'other')),
    CONSTRAINT "participation_report_known_stage" CHECK (stage_code IN ('practice', 'preliminary', 'semifinal', 'final', 'other')),
    CONSTRAINT "participation_report_known_origin" CHECK (origin IN ('folder', 'form', 'sheet', 'carried', 'entries')),
    CONSTRAINT "participation_report_known_flag" CHECK (flag IN ('repeated', 'higher_level', 'own_final', 'same_people', '')),
    CONSTRAINT "participation_report_known_verdict" CHECK (verdict IN ('counted', 'not_counted', 'withdrawn', '')),
    CONSTRAINT "participation_report_own_final" CHECK ((origin = 'entries') = (event IS NOT NULL)),
    CONSTRAINT "participation_report_reasoned" CHECK (verdict = '' OR why <> '')
);
CREATE INDEX "participation_report_by_season" ON "participation_report" ("season");
CREATE INDEX "participation_report_by_delegation" ON "participation_report" ("delegation");
CREATE INDEX "participation_report_by_event" ON "participation_report" ("event");
CREATE INDEX "participation_report_by_sheet" ON "participation_report" ("sheet");

CREATE TABLE "role_grant" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "account" BIGINT NOT NULL REFERENCES "account" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "role" TEXT NOT NULL,
    "season" BIGINT REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "competition" BIGINT REFERENCES "competition" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "event" BIGINT REFERENCES "event" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "delegation" TEXT,
    "scope" TEXT NOT NULL,
    CONSTRAINT "role_grant_one_grant" UNIQUE ("account", "role", "scope"),
    CONSTRAINT "role_grant_known_role" CHECK (role IN ('province', 'organiser', 'registrar', 'reviewer', 'judge', 'chief_judge', 'draw_official', 'supervisor', 'finance', 'auditor')),
    CONSTRAINT "role_grant_within_a_season" CHECK (season IS NOT NULL OR (competition IS NULL AND event IS NULL AND delegation IS NULL)),
    CONSTRAINT "role_grant_named_delegation" CHECK (delegation <> '')
);
CREATE INDEX "role_grant_by_season" ON "role_grant" ("season");
CREATE INDEX "role_grant_by_competition" ON "role_grant" ("competition");
CREATE INDEX "role_grant_by_event" ON "role_grant" ("event");

CREATE TABLE "module" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "event" BIGINT NOT NULL REFERENCES "event" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "code" TEXT NOT NULL,
    "position" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "weight" TEXT NOT NULL,
    "pass_mark" TEXT,
    CONSTRAINT "module_one_code" UNIQUE ("event", "code"),
    CONSTRAINT "module_one_position" UNIQUE ("event", "position"),
    CONSTRAINT "module_coded" CHECK (code <> ''),
    CONSTRAINT "module_weighed" CHECK (weight <> '' AND ltrim(weight, '-0123456789.') = '' AND weight NOT LIKE '_%-%' AND weight NOT LIKE '%.%.%' AND weight NOT LIKE '%.' AND weight NOT LIKE '.%' AND weight NOT LIKE '-.%' AND weight <> '-'),
    CONSTRAINT "module_exact_pass_mark" CHECK (pass_mark <> '' AND ltrim(pass_mark, '-0123456789.') = '' AND pass_mark NOT LIKE '_%-%' AND pass_mark NOT LIKE '%.%.%' AND pass_mark NOT LIKE '%.' AND pass_mark NOT LIKE '.%' AND pass_mark NOT LIKE '-.%' AND pass_mark <> '-')
);

CREATE TABLE "event_rules" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "event" BIGINT NOT NULL REFERENCES "event" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "rules" TEXT NOT NULL,
    CONSTRAINT "event_rules_one_set" UNIQUE ("event")
);

CREATE TABLE "registration_sheet_part" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "sheet" BIGINT NOT NULL REFERENCES "registration_sheet" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "number" BIGINT NOT NULL,
    "content" BYTEA NOT NULL,
    CONSTRAINT "registration_sheet_part_one_part" UNIQUE ("sheet", "number")
);

CREATE TABLE "member" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "entry" BIGINT NOT NULL REFERENCES "entry" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "id_type" TEXT NOT NULL,
    "id_number" BYTEA,
    "id_hash" BYTEA,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "employer" BIGINT REFERENCES "organisation" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "level" TEXT NOT NULL,
    "level_occupation" TEXT NOT NULL,
    "level_certificate" TEXT NOT NULL,
    "level_verified" BOOLEAN NOT NULL,
    CONSTRAINT "member_one_person" UNIQUE ("entry", "id_hash"),
    CONSTRAINT "member_findable" CHECK ((id_number IS NULL) = (id_hash IS NULL)),
    CONSTRAINT "member_known_id_type" CHECK (id_type IN ('resident', 'hmt_residence', 'foreign_residence', 'passport', 'officer', '')),
    CONSTRAINT "member_known_role" CHECK (role IN ('competitor', 'coach', 'leader')),
    CONSTRAINT "member_known_level" CHECK (level IN ('学徒工', '初级工', '中级工', '高级工', '技师', '高级技师', '特级技师', '首席技师', ''))
);
CREATE INDEX "member_by_id_hash" ON "member" ("id_hash");
CREATE INDEX "member_by_employer" ON "member" ("employer");

CREATE TABLE "registration" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "event" BIGINT NOT NULL REFERENCES "event" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "delegation" TEXT NOT NULL,
    "city" TEXT NOT NULL,
    "division" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "revision" BIGINT NOT NULL,
    "entry" BIGINT REFERENCES "entry" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "batch" BIGINT REFERENCES "registration_batch" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "line" BIGINT,
    "form_key" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ NOT NULL,
    "changed_at" TIMESTAMPTZ NOT NULL,
    "submitted_at" TIMESTAMPTZ,
    CONSTRAINT "registration_one_entry" UNIQUE ("entry"),
    CONSTRAINT "registration_one_line" UNIQUE ("batch", "line"),
    CONSTRAINT "registration_one_form" UNIQUE ("form_key"),
    CONSTRAINT "registration_counted_by_state" UNIQUE ("event", "state", "id"),
    CONSTRAINT "registration_whole_line" CHECK ((batch IS NULL) = (line IS NULL)),
    CONSTRAINT "registration_known_division" CHECK (division IN ('worker', 'teacher', 'student', 'open')),
    CONSTRAINT "registration_known_state" CHECK (state IN ('draft', 'submitted', 'passed', 'accepted', 'returned', 'refused', 'withdrawn')),
    CONSTRAINT "registration_accepted_is_entered" CHECK ((state <> 'accepted' OR entry IS NOT NULL) AND (entry IS NULL OR state IN ('accepted', 'withdrawn'))),
    CONSTRAINT "registration_taken_is_submitted" CHECK (state IN ('draft', 'withdrawn') OR submitted_at IS NOT NULL),
    CONSTRAINT "registration_counted" CHECK (revision >= 1)
);
CREATE INDEX "registration_by_delegation" ON "registration" ("delegation");

CREATE TABLE "admission_card" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "event" BIGINT NOT NULL REFERENCES "event" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "entry" BIGINT NOT NULL REFERENCES "entry" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "number" BIGINT NOT NULL,
    "holder" BYTEA NOT NULL,
    "token" BYTEA NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "made_at" TIMESTAMPTZ NOT NULL,
    CONSTRAINT "admission_card_one_number" UNIQUE ("event", "number"),
    CONSTRAINT "admission_card_one_holder" UNIQUE ("entry", "holder"),
    CONSTRAINT "admission_card_one_token" UNIQUE ("token_hash"),
    CONSTRAINT "admission_card_counted" CHECK (number >= 1)
);

CREATE TABLE "marked_absence" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "entry" BIGINT NOT NULL REFERENCES "entry" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "status_before" TEXT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "actor" TEXT NOT NULL,
    "why" TEXT NOT NULL,
    CONSTRAINT "marked_absence_one_entry" UNIQUE ("entry"),
    CONSTRAINT "marked_absence_known_status" CHECK (status_before IN ('ok', 'guest', 'absent', 'withdrawn', 'disqualified')),
    CONSTRAINT "marked_absence_reasoned" CHECK (why <> '')
);

CREATE TABLE "adjustment" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "entry" BIGINT NOT NULL REFERENCES "entry" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "points" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    CONSTRAINT "adjustment_exact_points" CHECK (points <> '' AND ltrim(points, '-0123456789.') = '' AND points NOT LIKE '_%-%' AND points NOT LIKE '%.%.%' AND points NOT LIKE '%.' AND points NOT LIKE '.%' AND points NOT LIKE '-.%' AND points <> '-')
);
CREATE INDEX "adjustment_by_entry" ON "adjustment" ("entry");

CREATE TABLE "standing" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "entry" BIGINT NOT NULL REFERENCES "entry" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "position" BIGINT NOT NULL,
    "rank" BIGINT,
    "tied" BOOLEAN NOT NULL,
    "separated_by" TEXT NOT NULL,
    "scale" BIGINT,
    "medal" TEXT NOT NULL,
    "prize" TEXT NOT NULL,
    "field_size" BIGINT NOT NULL,
    "tie_rank" BIGINT NOT NULL,
    "tie_size" BIGINT NOT NULL,
    "total" TEXT,
    "score" TEXT,
    CONSTRAINT "standing_one_standing" UNIQUE ("entry"),
    CONSTRAINT "standing_from_first" CHECK (rank >= 1),
    CONSTRAINT "standing_known_medal" CHECK (medal IN ('gold', 'silver', 'bronze', 'excellence', '')),
    CONSTRAINT "standing_known_prize" CHECK (prize IN ('first', 'second', 'third', 'excellence', 'ruling', '')),
    CONSTRAINT "standing_exact_total" CHECK (total <> '' AND ltrim(total, '-0123456789.') = '' AND total NOT LIKE '_%-%' AND total NOT LIKE '%.%.%' AND total NOT LIKE '%.' AND total NOT LIKE '.%' AND total NOT LIKE '-.%' AND total <> '-'),
    CONSTRAINT "standing_scored" CHECK ((total IS NULL) = (score IS NULL)),
    CONSTRAINT "standing_not_negative" CHECK (position >= 0 AND field_size >= 0 AND tie_rank >= 0 AND tie_size >= 0)
);

CREATE TABLE "pool_decision" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "season" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "position" BIGINT NOT NULL,
    "entry" BIGINT NOT NULL REFERENCES "entry" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "id_number" BYTEA,
    "id_hash" BYTEA,
    "name" TEXT NOT NULL,
    "birth_date" DATE,
    "target_year" BIGINT,
    "decision" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "clause" TEXT NOT NULL,
    "explanation" TEXT NOT NULL,
    CONSTRAINT "pool_decision_one_position" UNIQUE ("season", "position"),
    CONSTRAINT "pool_decision_findable" CHECK ((id_number IS NULL) = (id_hash IS NULL)),
    CONSTRAINT "pool_decision_known_decision" CHECK (decision IN ('nominate', 'refuse', 'ruling')),
    CONSTRAINT "pool_decision_known_reason" CHECK (reason IN ('DISQUALIFIED', 'NOT_A_WORKER', 'FIELD_TOO_SMALL', 'FAILED_MODULE', 'TIE_AT_LINE', 'ALREADY_HELD', 'ALREADY_NOMINATED', 'LEVEL_NOT_VERIFIED', 'TOP_LEVEL', 'PROMOTED_THIS_YEAR', 'OVER_AGE', 'INTRODUCED', 'NO_BENEFICIARY', 'TWO_UNITS', 'NOT_A_RECOGNISED_BASE', 'SAME_ENTITY', 'PAID_THIS_EDITION', 'ALREADY_PAID', 'PROVINCIAL_BEFORE', 'RANKED', 'RECOGNISED'))
);
CREATE INDEX "pool_decision_by_entry" ON "pool_decision" ("entry");

CREATE TABLE "promotion_decision" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "season" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "position" BIGINT NOT NULL,
    "entry" BIGINT NOT NULL REFERENCES "entry" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "division" TEXT NOT NULL,
    "rank" BIGINT,
    "id_number" BYTEA,
    "id_hash" BYTEA,
    "name" TEXT NOT NULL,
    "occupation" TEXT NOT NULL,
    "from_level" TEXT NOT NULL,
    "to_level" TEXT NOT NULL,
    "decision" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "clause" TEXT NOT NULL,
    "explanation" TEXT NOT NULL,
    CONSTRAINT "promotion_decision_one_position" UNIQUE ("season", "position"),
    CONSTRAINT "promotion_decision_findable" CHECK ((id_number IS NULL) = (id_hash IS NULL)),
    CONSTRAINT "promotion_decision_known_division" CHECK (division IN ('worker', 'teacher', 'student', 'open')),
    CONSTRAINT "promotion_decision_known_decision" CHECK (decision IN ('nominate', 'refuse', 'ruling')),
    CONSTRAINT "promotion_decision_known_reason" CHECK (reason IN ('DISQUALIFIED', 'NOT_A_WORKER', 'FIELD_TOO_SMALL', 'FAILED_MODULE', 'TIE_AT_LINE', 'ALREADY_HELD', 'ALREADY_NOMINATED', 'LEVEL_NOT_VERIFIED', 'TOP_LEVEL', 'PROMOTED_THIS_YEAR', 'OVER_AGE', 'INTRODUCED', 'NO_BENEFICIARY', 'TWO_UNITS', 'NOT_A_RECOGNISED_BASE', 'SAME_ENTITY', 'PAID_THIS_EDITION', 'ALREADY_PAID', 'PROVINCIAL_BEFORE', 'RANKED', 'RECOGNISED')),
    CONSTRAINT "promotion_decision_only_nominated" CHECK (to_level = '' OR decision = 'nominate')
);
CREATE INDEX "promotion_decision_by_entry" ON "promotion_decision" ("entry");
CREATE INDEX "promotion_decision_by_id_hash" ON "promotion_decision" ("id_hash");

CREATE TABLE "title_decision" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "season" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "position" BIGINT NOT NULL,
    "entry" BIGINT NOT NULL REFERENCES "entry" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "division" TEXT NOT NULL,
    "rank" BIGINT,
    "id_number" BYTEA,
    "id_hash" BYTEA,
    "name" TEXT NOT NULL,
    "decision" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "document" TEXT NOT NULL,
    "clause" TEXT NOT NULL,
    "explanation" TEXT NOT NULL,
    CONSTRAINT "title_decision_one_position" UNIQUE ("season", "position"),
    CONSTRAINT "title_decision_findable" CHECK ((id_number IS NULL) = (id_hash IS NULL)),
    CONSTRAINT "title_decision_known_division" CHECK (division IN ('worker', 'teacher', 'student', 'open')),
    CONSTRAINT "title_decision_known_decision" CHECK (decision IN ('nominate', 'refuse', 'ruling')),
    CONSTRAINT "title_decision_known_reason" CHECK (reason IN ('DISQUALIFIED', 'NOT_A_WORKER', 'FIELD_TOO_SMALL', 'FAILED_MODULE', 'TIE_AT_LINE', 'ALREADY_HELD', 'ALREADY_NOMINATED', 'LEVEL_NOT_VERIFIED', 'TOP_LEVEL', 'PROMOTED_THIS_YEAR', 'OVER_AGE', 'INTRODUCED', 'NO_BENEFICIARY', 'TWO_UNITS', 'NOT_A_RECOGNISED_BASE', 'SAME_ENTITY', 'PAID_THIS_EDITION', 'ALREADY_PAID', 'PROVINCIAL_BEFORE', 'RANKED', 'RECOGNISED')),
    CONSTRAINT "title_decision_known_state" CHECK (state IN ('nominated', 'approved', '')),
    CONSTRAINT "title_decision_only_nominated" CHECK (state = '' OR decision = 'nominate')
);
CREATE INDEX "title_decision_by_entry" ON "title_decision" ("entry");
CREATE INDEX "title_decision_by_id_hash" ON "title_decision" ("id_hash");

CREATE TABLE "certificate" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "season" BIGINT NOT NULL REFERENCES "season" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "number" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "entry" BIGINT NOT NULL REFERENCES "entry" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "id_number" BYTEA,
    "id_hash" BYTEA,
    "kind" TEXT NOT NULL,
    "issued_on" DATE NOT NULL,
    "state" TEXT NOT NULL,
    "state_document" TEXT NOT NULL,
    "replaced_by" BIGINT REFERENCES "certificate" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "snapshot" TEXT NOT NULL,
    CONSTRAINT "certificate_one_number" UNIQUE ("number"),
    CONSTRAINT "certificate_numbered" CHECK (number <> ''),
    CONSTRAINT "certificate_findable" CHECK ((id_number IS NULL) = (id_hash IS NULL)),
    CONSTRAINT "certificate_known_kind" CHECK (kind IN ('title', 'prize')),
    CONSTRAINT "certificate_known_state" CHECK (state IN ('valid', 'revoked', 'replaced')),
    CONSTRAINT "certificate_replaced_by_another" CHECK ((state = 'replaced') = (replaced_by IS NOT NULL)),
    CONSTRAINT "certificate_said_why" CHECK (state = 'valid' OR state_document <> '')
);
CREATE INDEX "certificate_by_season" ON "certificate" ("season");
CREATE INDEX "certificate_by_token" ON "certificate" ("token");
CREATE INDEX "certificate_by_entry" ON "certificate" ("entry");
CREATE INDEX "certificate_by_id_hash" ON "certificate" ("id_hash");
CREATE INDEX "certificate_by_replaced_by" ON "certificate" ("replaced_by");

CREATE TABLE "participation_name" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "report" BIGINT NOT NULL REFERENCES "participation_report" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "person_hash" BYTEA NOT NULL,
    CONSTRAINT "participation_name_one_person" UNIQUE ("report", "person_hash")
);
CREATE INDEX "participation_name_by_person_hash" ON "participation_name" ("person_hash");

CREATE TABLE "aspect" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "event" BIGINT NOT NULL REFERENCES "event" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "module" BIGINT NOT NULL REFERENCES "module" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "code" TEXT NOT NULL,
    "position" BIGINT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "maximum" TEXT,
    "minimum" TEXT NOT NULL,
    "criterion" TEXT NOT NULL,
    "sub_criterion" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "drop_high" BIGINT NOT NULL,
    "drop_low" BIGINT NOT NULL,
    "judges" BIGINT NOT NULL,
    "panel_decimals" BIGINT NOT NULL,
    "factor" TEXT NOT NULL,
    "decimals" BIGINT NOT NULL,
    "required" BOOLEAN NOT NULL,
    CONSTRAINT "aspect_one_code" UNIQUE ("event", "code"),
    CONSTRAINT "aspect_one_position" UNIQUE ("event", "position"),
    CONSTRAINT "aspect_coded" CHECK (code <> ''),
    CONSTRAINT "aspect_known_kind" CHECK (kind IN ('measurement', 'judgement', 'panel', 'time')),
    CONSTRAINT "aspect_known_method" CHECK (method IN ('single', 'mean', 'trimmed_mean', 'trimmed_sum', 'median')),
    CONSTRAINT "aspect_exact_maximum" CHECK (maximum <> '' AND ltrim(maximum, '-0123456789.') = '' AND maximum NOT LIKE '_%-%' AND maximum NOT LIKE '%.%.%' AND maximum NOT LIKE '%.' AND maximum NOT LIKE '.%' AND maximum NOT LIKE '-.%' AND maximum <> '-'),
    CONSTRAINT "aspect_exact_minimum" CHECK (minimum <> '' AND ltrim(minimum, '-0123456789.') = '' AND minimum NOT LIKE '_%-%' AND minimum NOT LIKE '%.%.%' AND minimum NOT LIKE '%.' AND minimum NOT LIKE '.%' AND minimum NOT LIKE '-.%' AND minimum <> '-'),
    CONSTRAINT "aspect_exact_factor" CHECK (factor <> '' AND ltrim(factor, '-0123456789.') = '' AND factor NOT LIKE '_%-%' AND factor NOT LIKE '%.%.%' AND factor NOT LIKE '%.' AND factor NOT LIKE '.%' AND factor NOT LIKE '-.%' AND factor <> '-'),
    CONSTRAINT "aspect_not_negative" CHECK (drop_high >= 0 AND drop_low >= 0 AND judges >= 0 AND panel_decimals >= 0 AND decimals >= 0)
);
CREATE INDEX "aspect_by_module" ON "aspect" ("module");

CREATE TABLE "registration_change" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "registration" BIGINT NOT NULL REFERENCES "registration" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "revision" BIGINT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "from_state" TEXT NOT NULL,
    "to_state" TEXT NOT NULL,
    "changes" TEXT NOT NULL,
    "why" TEXT NOT NULL,
    "batch" BIGINT REFERENCES "registration_batch" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "registration_change_one_revision" UNIQUE ("registration", "revision"),
    CONSTRAINT "registration_change_known_action" CHECK (action IN ('create', 'import', 'save', 'submit', 'withdraw', 'return', 'pass', 'accept', 'refuse', 'override', 'verify', 'undo', 'ask_substitute', 'refuse_substitute', 'substitute')),
    CONSTRAINT "registration_change_known_from" CHECK (from_state IN ('draft', 'submitted', 'passed', 'accepted', 'returned', 'refused', 'withdrawn', '')),
    CONSTRAINT "registration_change_known_to" CHECK (to_state IN ('draft', 'submitted', 'passed', 'accepted', 'returned', 'refused', 'withdrawn'))
);
CREATE INDEX "registration_change_by_batch" ON "registration_change" ("batch");

CREATE TABLE "registration_member" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "registration" BIGINT NOT NULL REFERENCES "registration" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "position" BIGINT NOT NULL,
    "id_type" TEXT NOT NULL,
    "id_number" BYTEA,
    "id_hash" BYTEA,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "employer_code" TEXT NOT NULL,
    "employer_name" TEXT NOT NULL,
    "birth_date" DATE,
    "sex" TEXT NOT NULL,
    "phone" BYTEA,
    "employment" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "level_occupation" TEXT NOT NULL,
    "level_certificate" TEXT NOT NULL,
    "level_verified" BOOLEAN NOT NULL,
    "competes_in" BIGINT REFERENCES "event" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "member" BIGINT REFERENCES "member" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "registration_member_one_position" UNIQUE ("registration", "position"),
    CONSTRAINT "registration_member_once_in_an_event" UNIQUE ("competes_in", "id_hash"),
    CONSTRAINT "registration_member_one_member" UNIQUE ("member"),
    CONSTRAINT "registration_member_findable" CHECK ((id_number IS NULL) = (id_hash IS NULL)),
    CONSTRAINT "registration_member_placed" CHECK (position >= 1),
    CONSTRAINT "registration_member_only_competitors_compete" CHECK (competes_in IS NULL OR role = 'competitor'),
    CONSTRAINT "registration_member_known_id_type" CHECK (id_type IN ('resident', 'hmt_residence', 'foreign_residence', 'passport', 'officer', '')),
    CONSTRAINT "registration_member_known_role" CHECK (role IN ('competitor', 'coach', 'leader')),
    CONSTRAINT "registration_member_known_sex" CHECK (sex IN ('male', 'female', '')),
    CONSTRAINT "registration_member_known_employment" CHECK (employment IN ('employed', 'self_employed', 'rural', 'teacher', 'full_time_student', 'other', '')),
    CONSTRAINT "registration_member_known_level" CHECK (level IN ('学徒工', '初级工', '中级工', '高级工', '技师', '高级技师', '特级技师', '首席技师', ''))
);
CREATE INDEX "registration_member_by_id_hash" ON "registration_member" ("id_hash");

CREATE TABLE "registration_override" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "registration" BIGINT NOT NULL REFERENCES "registration" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "rule" TEXT NOT NULL,
    "position" BIGINT NOT NULL,
    "document" TEXT NOT NULL,
    "why" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    CONSTRAINT "registration_override_one_document" UNIQUE ("registration", "rule", "position"),
    CONSTRAINT "registration_override_known_rule" CHECK (rule IN ('window', 'division', 'delegation', 'size', 'places', 'quota', 'name', 'id_number', 'twice', 'one_event', 'birth_date', 'age', 'worldskills_age', 'sex', 'employer', 'employment', 'student_as_worker', 'level', 'level_occupation', 'certificate', 'earlier_title', 'phone')),
    CONSTRAINT "registration_override_documented" CHECK (document <> '' AND why <> '')
);

CREATE TABLE "registration_substitute" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "registration" BIGINT NOT NULL REFERENCES "registration" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "position" BIGINT NOT NULL,
    "id_type" TEXT NOT NULL,
    "id_number" BYTEA NOT NULL,
    "id_hash" BYTEA NOT NULL,
    "name" TEXT NOT NULL,
    "employer_code" TEXT NOT NULL,
    "employer_name" TEXT NOT NULL,
    "birth_date" DATE,
    "sex" TEXT NOT NULL,
    "phone" BYTEA,
    "employment" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "level_occupation" TEXT NOT NULL,
    "level_certificate" TEXT NOT NULL,
    "why" TEXT NOT NULL,
    "document" TEXT NOT NULL,
    "asked_by" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ NOT NULL,
    CONSTRAINT "registration_substitute_one_position" UNIQUE ("registration", "position"),
    CONSTRAINT "registration_substitute_known_id_type" CHECK (id_type IN ('resident', 'hmt_residence', 'foreign_residence', 'passport', 'officer', '')),
    CONSTRAINT "registration_substitute_known_sex" CHECK (sex IN ('male', 'female', '')),
    CONSTRAINT "registration_substitute_known_employment" CHECK (employment IN ('employed', 'self_employed', 'rural', 'teacher', 'full_time_student', 'other', '')),
    CONSTRAINT "registration_substitute_known_level" CHECK (level IN ('学徒工', '初级工', '中级工', '高级工', '技师', '高级技师', '特级技师', '首席技师', '')),
    CONSTRAINT "registration_substitute_explained" CHECK (why <> '')
);

CREATE TABLE "check_in" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "card" BIGINT NOT NULL REFERENCES "admission_card" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "at" TIMESTAMPTZ NOT NULL,
    "actor" TEXT NOT NULL,
    CONSTRAINT "check_in_one_card" UNIQUE ("card")
);

CREATE TABLE "coefficient" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "entry" BIGINT NOT NULL REFERENCES "entry" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "aspect" BIGINT NOT NULL REFERENCES "aspect" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "coefficient" TEXT NOT NULL,
    CONSTRAINT "coefficient_one_coefficient" UNIQUE ("entry", "aspect"),
    CONSTRAINT "coefficient_exact_coefficient" CHECK (coefficient <> '' AND ltrim(coefficient, '-0123456789.') = '' AND coefficient NOT LIKE '_%-%' AND coefficient NOT LIKE '%.%.%' AND coefficient NOT LIKE '%.' AND coefficient NOT LIKE '.%' AND coefficient NOT LIKE '-.%' AND coefficient <> '-')
);
CREATE INDEX "coefficient_by_aspect" ON "coefficient" ("aspect");

CREATE TABLE "mark" (
    "id" BIGSERIAL PRIMARY KEY NOT NULL,
    "entry" BIGINT NOT NULL REFERENCES "entry" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "aspect" BIGINT NOT NULL REFERENCES "aspect" ("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    "judge" TEXT NOT NULL,
    "mark" TEXT NOT NULL,
    CONSTRAINT "mark_one_mark" UNIQUE ("entry", "aspect", "judge"),
    CONSTRAINT "mark_exact_mark" CHECK (mark <> '' AND ltrim(mark, '-0123456789.') = '' AND mark NOT LIKE '_%-%' AND mark NOT LIKE '%.%.%' AND mark NOT LIKE '%.' AND mark NOT LIKE '.%' AND mark NOT LIKE '-.%' AND mark <> '-')
);
CREATE INDEX "mark_by_aspect" ON "mark" ("aspect");

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
    END
$$;

CREATE TRIGGER audit_record_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_record"
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_seal_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_seal"
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
