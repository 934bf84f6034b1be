//! What the running server must withstand, and which test shows it. A test is named by its module;
//! one in a browser by its file and the beginning of its title. What needed thought says, where it
//! stands, what it was seen to fail without. Which of two answers comes sooner is measured, not
//! tested, since these machines are noisy: `make bench` (`drills/bench/`).

use std::{fs, path::Path};

use libtest_mimic::Trial;

use crate::{feature_of, support::Scenario};

/// What must hold, by theme, and the tests that show it.
const CHECKS: &[(&str, &[&str])] = &[
    (
        "what costs a core is bounded, off the workers and behind permits (health checks stay quick: \
         the drill `load::costly_passwords`)",
        &["password::no_more_of_a_password_is_judged_than_its_beginning"],
    ),
    (
        "every message counts, notices too: for its target and the day's budget; what floods is told \
         in one, and changes have an end",
        &[
            "notices::thirty_changes_in_a_second_stay_within_the_day_s_budget",
            "notices::the_first_leaves_at_once_and_the_rest_of_the_hour_in_one",
            "notices::a_notice_that_the_day_has_no_sms_left_for_leaves_the_next_day",
            "notices::passwords_and_contacts_are_changed_ten_times_a_day",
            "notices::a_notice_counts_for_the_number_it_reaches",
        ],
    ),
    (
        "no stranger's words reach an address that nobody has proved; notices speak the owner's \
         language",
        &[
            "notices::an_address_that_nobody_has_proved_gets_no_notice",
            "notices::nothing_that_somebody_typed_reaches_an_address_that_nobody_has_proved",
            "notices::a_notice_is_written_in_the_owner_s_language",
        ],
    ),
    (
        "right passwords at one moment all pass, on two nodes",
        &[
            "throttle::forty_right_logins_from_one_address_through_two_nodes_all_pass",
            "throttle::right_passwords_at_one_moment_pass_when_one_try_is_left",
        ],
    ),
    (
        "a lock tells nothing of whose names are one account's, and costs one row a minute",
        &[
            "throttle::a_lock_does_not_tell_whether_two_names_are_one_account",
            "throttle::a_flood_of_attempts_is_a_row_a_minute",
        ],
    ),
    (
        "strangers lock no owner out who comes from a known device; the owner is told of a lock",
        &[
            "throttle::strangers_lock_no_known_device_out",
            "throttle::a_known_device_has_five_tries_of_its_own",
            "throttle::a_known_device_is_known_to_its_accounts_only",
            "throttle::the_owner_is_told_of_a_lock_once_a_day",
        ],
    ),
    (
        "a reset by SMS ends a WeChat that was bound of late, and what it could still sign in",
        &[
            "wechat::a_reset_by_sms_ends_a_young_binding_and_says_so",
            "wechat::a_binding_that_a_reset_has_ended_signs_nobody_in",
        ],
    ),
    (
        "what was judged outside a transaction is judged again in it",
        &[
            "password::a_reset_by_the_old_mobile_never_follows_the_change",
            "notify_email::a_link_never_undoes_a_change_that_has_been_made",
        ],
    ),
    (
        "no free tests of emails and numbers: a taken number tells nothing of the email, an answer \
         costs a try, a number that is bound ends what waited for it",
        &[
            "register::of_a_number_that_is_taken_nothing_is_told_of_the_email",
            "register::an_answer_that_something_is_taken_costs_a_try",
            "change_mobile::asking_whether_a_number_is_taken_costs_a_try",
            "change_mobile::what_waited_for_the_number_is_over_once_it_is_bound",
        ],
    ),
    (
        "a session that was ended while its request ran writes nothing",
        &[
            "ended_sessions::a_session_that_another_device_ended_writes_nothing",
            "ended_sessions::a_session_that_was_signed_out_writes_nothing",
            "ended_sessions::a_session_that_a_reset_ended_writes_nothing",
        ],
    ),
    (
        "every row has its end, an account its fifty sessions",
        &[
            "prune::a_year_of_strangers_traffic_leaves_no_row",
            "prune::more_than_a_slice_is_pruned_in_one_run",
            "prune::a_table_that_fails_stops_no_other",
            "prune::an_account_has_fifty_sessions_and_the_oldest_ends",
        ],
    ),
    (
        "the trail tells what was refused and what was changed, under the account where there is one",
        &[
            "audit::what_was_refused_is_written_down_as_refused",
            "audit::everything_that_changes_an_account_is_in_its_trail",
            "audit::wrong_codes_for_a_number_are_in_its_holder_s_trail",
        ],
    ),
    (
        "Nobody keeps the others from WeChat: its pages are guarded, and so many ask at once",
        &["wechat::nobody_keeps_all_the_others_from_wechat"],
    ),
    (
        "a cookie is taken back with the attributes it was set with",
        &["http::a_cookie_is_taken_back_as_it_was_set"],
    ),
    (
        "a proxy that is not believed, or not understood, is named once an hour",
        &[
            "logs::a_proxy_not_believed",
            "visitor::a_thing_is_said_once_an_hour",
        ],
    ),
    (
        "HTTP: every spelling of a forwarded address is one client; what cannot be read is never \
         the proxy, nor as many clients as it can make up",
        &[
            "client_address::every_spelling_of_an_address_is_read",
            "client_address::the_last_word_of_several_lines_counts_whatever_stands_before_it",
            "client_address::what_cannot_be_read_is_never_the_proxy_nor_what_the_client_wrote",
            "http::behind_a_proxy_each_client_has_limits_of_its_own",
        ],
    ),
    (
        "an idle connection waits for the next request; half a head does not keep it",
        &["load::what_is_half_sent"],
    ),
    (
        "files vary by encoding, stay kept when they are still the same, and are none but the \
         pages' own",
        &["http::files_are_kept_as_what_they_are"],
    ),
    (
        "a body announced as too large is refused at once",
        &[
            "http::a_body_announced_as_too_large_is_refused_at_once",
            "envelope::a_body_over_16_kib_is_413_chunked_too",
        ],
    ),
    (
        "a database that cannot be reached is 503, whoever answers in its place",
        &["outage::something_else_answers"],
    ),
    (
        "looking ahead (HEAD, prefetch) sends nothing and changes nothing",
        &[
            "http::looking_ahead_changes_nothing",
            "wechat::looking_ahead_uses_nothing_up",
            "speculative::every_browser_s_word_for_it_is_known",
        ],
    ),
    (
        "a neighbour's odd cookie hides no session and no language",
        &["http::a_neighbour_s_odd_cookie_hides_none_of_ours"],
    ),
    (
        "a byte order mark before a body is skipped; a request names one host",
        &[
            "http::a_byte_order_mark_before_a_body_is_skipped",
            "http::a_request_names_one_host",
        ],
    ),
    (
        "no answer is the framework's own text",
        &["http::no_answer_is_the_framework_s_own_text"],
    ),
    (
        "a slash too many leads to the page, and password managers find theirs",
        &[
            "http::a_slash_too_many_leads_to_the_page",
            "http::password_managers_find_the_page",
        ],
    ),
    (
        "each signal to stop is heard; a start waits for its database",
        &["outage::each_signal_stops", "outage::a_start_waits"],
    ),
    (
        "a log without a terminal has no colours, nor one whose reader wants none",
        &[
            "logs::no_colours",
            "serve::colours_are_for_a_terminal_whose_person_wants_them",
        ],
    ),
    (
        "Whoever hangs up, at any moment, leaves no reserved try, no lock and no half effect",
        &[
            "hang_up::right_logins_that_hang_up_never_lock_the_account",
            "hang_up::right_passwords_that_hang_up_never_lock_the_account",
            "hang_up::right_codes_that_hang_up_cost_no_try",
        ],
    ),
    (
        "A reset by the old mobile never follows the change of it",
        &["password::a_reset_by_the_old_mobile_never_follows_the_change"],
    ),
    (
        "Codes work for their action, their target and, signed in, their account only",
        &[
            "sms_code::a_code_works_for_its_action_and_number_only",
            "change_mobile::a_code_works_for_its_action_number_and_account_only",
            "notify_email::a_code_belongs_to_its_address_and_account",
            "password::a_reset_s_code_is_used_once_and_for_its_number_only",
        ],
    ),
    (
        "fifty wrong guesses in parallel: five are judged; a new code does not reset the count",
        &[
            "sms_code::fifty_wrong_guesses_in_parallel_are_judged_five_times",
            "sms_code::a_new_code_does_not_give_new_tries",
        ],
    ),
    (
        "`vaild_sms_code` shares that budget; other addresses do not enlarge it",
        &[
            "sms_code::checking_neither_uses_the_code_nor_costs_a_try",
            "change_mobile::five_wrong_codes_are_all_there_are",
            "sms_code::other_addresses_give_no_more_guesses",
        ],
    ),
    (
        "twenty sends in parallel: one message; caps for a number, an address and the day",
        &[
            "sms_code::twenty_sends_in_parallel_give_one_message",
            "sms_code::a_number_gets_five_codes_an_hour_and_ten_a_day",
            "sms_code::an_address_asks_for_twenty_codes_an_hour",
            "sms_code::the_day_has_a_budget_for_everybody",
        ],
    ),
    (
        "spellings of a number are one number; foreign numbers send nothing",
        &[
            "sms_code::spellings_of_one_number_are_one_number",
            "sms_code::a_broken_number_is_told_beside_its_field",
        ],
    ),
    (
        "a known and an unknown number are answered alike",
        &[
            "sms_code::known_and_unknown_numbers_are_answered_alike",
            "password::a_reset_for_an_unknown_number_is_answered_as_a_wrong_code",
        ],
    ),
    (
        "no code in plain text in the database",
        &["sms_code::codes_lie_open_nowhere_in_the_database"],
    ),
    (
        "Login: unknown, wrong and locked are answered alike; an account's names share one \
         counter",
        &[
            "login::a_wrong_password_and_an_unknown_name_are_answered_alike",
            "login::a_lock_is_answered_like_a_wrong_password_and_not_prolonged",
            "login::an_unknown_name_locks_alike",
            "login::all_names_of_an_account_share_one_counter",
        ],
    ),
    (
        "a forged address is ignored unless a configured proxy sends it",
        &[
            "login::a_forged_address_does_not_help",
            "login::a_trusted_proxy_is_believed",
            "client_address::a_forged_header_is_ignored_unless_a_trusted_proxy_sends_it",
            "nodes::two_nodes_behind_a_proxy",
        ],
    ),
    (
        "one's own success does not clear the address's counter",
        &[
            "login::a_success_starts_the_account_s_count_anew_but_not_the_address_s",
            "login::ten_failures_a_minute_stop_an_address",
        ],
    ),
    (
        "the lock ends by itself; live sessions and the SMS reset keep working",
        &[
            "login::five_failures_lock_the_account_and_the_lock_ends_by_itself",
            "login::live_sessions_and_the_sms_code_work_during_a_lock",
            "password::a_reset_works_during_a_lock_and_ends_it",
        ],
    ),
    (
        "what asks a signed-in person for the password has one budget of its own",
        &[
            "password::every_operation_that_asks_for_the_password_shares_one_budget",
            "throttle::strangers_lock_nobody_out_who_is_signed_in",
            "throttle::a_signed_in_person_s_wrong_passwords_lock_no_login",
        ],
    ),
    (
        "`redirect_url` is a known path of ours",
        &[
            "login::the_page_to_go_on_to_must_be_known",
            "register::the_page_to_go_on_to_must_be_known",
            "login.spec.ts::a login link cannot lead away",
        ],
    ),
    (
        "Registration: thirty in parallel with one mobile or email, one account",
        &[
            "register::thirty_in_parallel_with_one_mobile_make_one_account",
            "register::thirty_in_parallel_with_one_email_make_one_account",
        ],
    ),
    (
        "a form error leaves the code usable, success consumes it with its effect",
        &[
            "register::a_form_error_leaves_the_code_usable",
            "kills::every_acknowledged_write_survives",
        ],
    ),
    (
        "extra fields have no effect",
        &["register::extra_fields_have_no_effect"],
    ),
    (
        "Sessions: login changes the id; old and made-up ids are dead",
        &[
            "sessions::logging_in_changes_the_id_and_the_old_one_is_dead",
            "sessions::an_id_made_up_by_an_attacker_is_never_taken_over",
            "sessions::logging_out_ends_the_session_on_the_server",
        ],
    ),
    (
        "a new password ends the others at once, one in flight included",
        &[
            "password::a_request_in_flight_does_not_bring_a_session_back",
            "password::a_change_in_flight_does_not_undo_a_reset",
            "sessions::another_epoch_ends_a_session_at_once",
            "password.spec.ts::one changes the password",
        ],
    ),
    (
        "the cookie's attributes; idle and absolute ends",
        &[
            "sessions::the_cookie_is_bound_to_the_host_over_https",
            "sessions::a_session_ends_after_an_idle_hour",
            "sessions::a_session_ends_after_a_day_however_busy",
            "sessions::remember_me_keeps_it_for_thirty_days",
        ],
    ),
    (
        "no usable token in a dump; garbage leaves nothing behind",
        &[
            "sessions::no_usable_id_stands_in_the_database",
            "sessions::garbage_cookies_and_anonymous_reads_leave_nothing_behind",
        ],
    ),
    (
        "Origins: only JSON, with no effect otherwise; plain forms under the same rule",
        &[
            "envelope::only_json_is_taken",
            "envelope::forms_answer_to_the_same_rules",
        ],
    ),
    (
        "other sites are refused, listed ones may call with credentials",
        &[
            "envelope::other_sites_are_refused_and_nothing_happens",
            "envelope::listed_origins_may_call_with_credentials",
        ],
    ),
    (
        "a listed origin works in Chromium",
        &[
            "legacy.spec.ts::a listed origin calls every documented endpoint",
            "legacy.spec.ts::an origin that is not listed",
        ],
    ),
    (
        "a cross-site navigation or image mails nothing",
        &["notify_email::other_sites_cannot_have_a_link_mailed"],
    ),
    (
        "Passwords: argon2id at policy, salts of their own, weaker ones upgraded, huge ones \
         refused before",
        &[
            "passwords::hashes_are_argon2id_at_policy_with_their_own_salt",
            "login::a_weaker_hash_is_upgraded",
            "login::a_huge_password_is_refused_before_hashing",
        ],
    ),
    (
        "a reset does not log in; the owner is told",
        &[
            "password::a_person_resets_the_password_by_mobile",
            "password::the_owner_is_told_of_a_reset_and_of_a_change",
        ],
    ),
    (
        "Binding: a new mobile needs session, password and a code sent to it",
        &[
            "change_mobile::a_wrong_password_or_code_is_told_beside_its_field",
            "change_mobile::who_is_not_signed_in_changes_nothing",
            "change_mobile::a_code_works_for_its_action_number_and_account_only",
        ],
    ),
    (
        "a made-up host reaches no link and finds nothing",
        &[
            "notify_email::links_lead_to_the_public_url_whatever_host_was_asked",
            "mail::the_link_leads_to_the_public_url_whatever_host_was_asked",
            "pages::a_made_up_host_finds_nothing_in_production",
        ],
    ),
    (
        "link tokens: hashed, expiring, used once by POST",
        &[
            "notify_email::a_link_s_token_is_stored_hashed",
            "notify_email::a_link_lives_half_an_hour",
            "notify_email::opening_the_link_consumes_nothing",
            "notify_email::a_link_pressed_twenty_times_at_once_binds_once",
        ],
    ),
    (
        "WeChat: a state that is missing, replayed or another session's binds nothing",
        &[
            "wechat::a_state_that_is_not_this_session_s_binds_nothing",
            "wechat::a_state_is_good_once_and_for_ten_minutes",
            "wechat::of_twenty_that_come_back_with_one_state_one_is_heard",
            "wechat.spec.ts::a state that is missing, replayed",
        ],
    ),
    (
        "the way to WeChat asks for the password; a form may lead there and nowhere else",
        &[
            "wechat::the_way_to_wechat_asks_for_the_password",
            "wechat::a_page_s_form_may_lead_to_wechat_and_nowhere_else",
            "wechat.spec.ts::a person binds a WeChat",
        ],
    ),
    (
        "the callback works arriving cross-site",
        &["wechat.spec.ts::a person binds a WeChat"],
    ),
    (
        "an identity bound elsewhere is refused; a WeChat that fails binds nothing",
        &[
            "wechat::a_wechat_bound_elsewhere_is_refused_in_parallel_too",
            "wechat::a_wechat_that_does_not_answer_well_binds_nothing",
        ],
    ),
    (
        "Input: malformed 400, too large 413, compressed 415",
        &[
            "envelope::malformed_json_is_400",
            "envelope::a_body_over_16_kib_is_413_chunked_too",
            "envelope::a_compressed_body_is_415",
        ],
    ),
    (
        "a form whose bytes are no UTF-8 is 400; a query like that breaks nothing",
        &[
            "urlencoded::two_values_are_never_read_as_one",
            "forms::a_form_that_is_no_utf_8_is_400",
            "forms::a_query_that_is_no_utf_8_breaks_nothing",
        ],
    ),
    (
        "a form of the account that was signed in before changes nothing of the present one",
        &[
            "forms::a_form_of_another_account_changes_nothing",
            "forms::every_form_of_a_signed_in_person_says_whose_it_is",
            "forms::a_button_that_asks_for_a_list_changes_no_owner",
            "login.spec.ts::a tab of the account that was here before",
        ],
    ),
    (
        "what was typed outlives the session that it was typed in, but for secrets; a mailed link \
         pressed twice worked twice",
        &[
            "forms::what_was_typed_is_there_after_logging_in_again",
            "forms::what_was_typed_is_shown_to_no_other_account",
            "forms::with_scripts_a_link_to_log_in_stands_beside_the_message",
            "login.spec.ts::what was typed is still there",
            "notify_email::a_person_binds_the_address_by_the_mailed_link",
        ],
    ),
    (
        "hidden characters are refused, lengths count characters, `%` and `_` are letters",
        &[
            "fields::no_value_of_any_kind_in_any_field_breaks_an_operation",
            "register::a_missing_wrong_or_hidden_character_is_its_field_s_error",
            "login::a_name_is_no_pattern",
        ],
    ),
    (
        "what is stored stays inert",
        &[
            "pages::what_people_typed_stays_inert",
            "profile::every_stored_field_stays_inert",
        ],
    ),
    (
        "Answers: the protecting headers on every one; nothing personal is kept",
        &[
            "envelope::answers_are_never_kept_and_never_sniffed",
            "sessions::the_cookie_is_bound_to_the_host_over_https",
        ],
    ),
    (
        "a page that is kept is nobody's: who has signed in gets another, not kept and not compressed",
        &[
            "pages::a_kept_page_is_nobody_else_s",
            "pages::nobody_s_pages_are_rendered_once_and_kept_by_the_browser",
            "pages::nobody_s_pages_are_compressed_and_personal_ones_are_not",
        ],
    ),
    (
        "no page breaks its policy: every journey fails on a violation",
        &[
            "pages::no_page_has_a_script_that_is_not_let_run",
            "fixtures.ts::securitypolicyviolation",
            "scripts.spec.ts::with scripts",
        ],
    ),
    (
        "Load: five hundred logins, memory bounded, the excess sent away",
        &["load::five_hundred_logins_at_once"],
    ),
    (
        "half-sent heads and bodies are closed, long ones refused",
        &["load::what_is_half_sent"],
    ),
    (
        "a gateway that hangs holds up nobody; retries are bounded",
        &[
            "sms::a_gateway_that_hangs_holds_up_nobody",
            "mail::a_server_that_hangs_holds_up_nobody",
            "outbox::a_message_that_fails_is_tried_five_times_more_and_then_given_up_on",
        ],
    ),
    (
        "Crash: kill -9 under load loses nothing that was acknowledged",
        &[
            "kills::every_acknowledged_write_survives",
            "outbox::what_a_dead_worker_held_is_sent_when_its_lease_ends",
        ],
    ),
    (
        "a full disk, a database that is away or silent: said soon, recovered from",
        &[
            "outage::a_full_disk",
            "outage::a_database_away",
            "outage::a_silent_database",
            "pages::the_process_and_the_database_answer_for_themselves",
        ],
    ),
    (
        "SIGTERM finishes what runs",
        &["nodes::replaced_one_by_one"],
    ),
    (
        "Nodes: budgets, locks, sessions, migrations and messages are everybody's",
        &[
            "nodes::two_nodes_behind_a_proxy",
            "outbox::two_nodes_send_each_message_once",
        ],
    ),
    (
        "Events: no seat too many, none twice, none for what is closed",
        &[
            "events::two_hundred_people_get_fifty_seats",
            "nodes::two_nodes_behind_a_proxy",
            "events::one_person_twenty_times_gets_one_seat",
            "events::an_event_takes_people_between_its_times_only",
            "events::an_unknown_event_takes_nobody",
        ],
    ),
    (
        "Logs: no secret in any of them: the whole suite's log is searched at TRACE, and the \
         drill's",
        &[
            "canaries::found",
            "kills::every_acknowledged_write_survives",
        ],
    ),
    (
        "a security event is one JSON line, whatever is sent; and a row",
        &[
            "logs::one_json_line_each",
            "audit::what_happens_to_an_account_is_written_down",
        ],
    ),
    (
        "The secret: set to nothing is missing, short is refused, the one before verifies and opens, \
         sealed texts are bound to their row, a node with another one is not ready",
        &[
            "settings::a_secret_is_judged_wherever_it_comes_from",
            "gateway_settings::a_secret_that_is_set_to_nothing_is_not_set",
            "secrets::a_node_with_another_secret_says_so_and_is_not_ready",
            "secrets::nodes_are_given_a_new_secret_one_by_one",
            "secrets::an_old_node_stays_ready_until_no_node_knows_its_secret",
            "secrets::what_was_made_with_the_secret_before_still_holds",
            "secrets::a_message_that_a_node_cannot_open_is_left_to_others",
            "secrets::a_message_opens_as_itself_only",
            "keys::the_secret_before_opens_and_verifies_and_never_seals",
            "keys::what_the_first_release_left_still_holds",
        ],
    ),
    (
        "A forgotten mode starts nothing that others reach; what is set to nothing is not set; names \
         that do not exist are told",
        &[
            "settings::without_a_mode_nothing_starts_that_others_reach",
            "settings::what_is_set_to_nothing_is_not_set",
            "settings::a_name_that_no_setting_has_is_told_with_the_nearest",
            "arguments::what_clap_is_given_has_no_empty_setting",
        ],
    ),
    (
        "Production calls providers over https; files are their owner's; guessable names are hashed \
         with a key; a name of ten thousand bearers is given once more",
        &[
            "settings::production_calls_providers_over_https",
            "settings::what_is_made_is_for_its_owner_alone",
            "settings::what_everybody_may_read_is_told",
            "secrets::names_that_nobody_has_are_kept_under_a_keyed_hash",
            "register::a_name_of_ten_thousand_bearers_gets_a_number_by_chance",
        ],
    ),
    (
        "A public URL is an origin",
        &["settings::a_public_url_is_an_origin"],
    ),
    (
        "Operators' changes and exports are in the audit, which is asked by time, event, address and \
         request, and told as JSON lines too",
        &[
            "audit::what_operators_do_is_written_down_with_their_name",
            "audit::an_operator_asks_by_time_event_address_and_request",
            "audit::events_are_read_as_json_lines_too",
        ],
    ),
    (
        "Spreadsheets take what people typed for text; the mobile alone keeps its plus",
        &[
            "event_commands::what_people_typed_stays_text_in_comma_separated_values",
            "event_commands::a_workbook_has_text_cells_and_the_time_in_beijing",
            "attendees::what_begins_like_a_formula_is_known",
        ],
    ),
    (
        "`menhu event` refuses what makes no sense, and says how many seats are taken",
        &[
            "event_commands::what_makes_no_sense_is_not_added",
            "event_commands::a_change_is_judged_by_what_would_come_of_it",
            "event_commands::too_few_seats_and_no_such_event_are_two_sentences",
            "event_commands::an_event_that_has_not_opened_can_be_closed",
            "event_commands::sign_up_that_closes_at_the_start_moves_with_it",
        ],
    ),
    (
        "a panic gives the generic envelope",
        &["panic::a_panic_gives_the_generic_envelope_and_the_process_lives"],
    ),
    (
        "Names refuse addresses of the web and markup",
        &["profile::names_are_neither_addresses_nor_markup"],
    ),
    (
        "What people type: invisible marks are no part of any value but a password",
        &[
            "register::what_was_pasted_with_invisible_marks_is_what_it_looks_like",
            "profile::names_are_neither_addresses_nor_markup",
        ],
    ),
    (
        "a domain and its A-label are one mailbox, also of older accounts; what gets no mail is \
         refused",
        &[
            "register::a_domain_and_its_a_label_are_one_mailbox",
            "register::a_domain_that_gets_no_mail_is_refused",
            "migrations::addresses_are_keyed_anew_by_their_a_label",
            "mail::the_envelope_has_the_a_label_of_a_domain",
        ],
    ),
    (
        "a password is confirmed after NFC; a code may be pasted in pieces",
        &[
            "password::a_password_is_confirmed_as_it_is_compared",
            "register::what_was_pasted_with_invisible_marks_is_what_it_looks_like",
        ],
    ),
    (
        "a recipient's telephone is read in every usual spelling",
        &[
            "profile::a_telephone_is_read_as_it_is_written",
            "profile::numbers_of_hong_kong_macao_and_taiwan_go_with_addresses_there",
        ],
    ),
    (
        "places without districts need no area; one that is gone may be kept; each missing part \
         is told",
        &[
            "profile::a_city_without_districts_and_a_county_of_the_province_need_no_area",
            "profile::a_person_leaves_the_area_out",
            "profile::a_region_that_is_gone_is_shown_and_may_be_kept",
            "profile::a_province_that_is_gone_is_shown_and_may_be_kept",
            "profile::the_other_faults_come_with_the_region_s",
        ],
    ),
    (
        "names are kept as they were typed",
        &[
            "profile::names_are_kept_as_they_were_typed",
            "profile::a_person_changes_the_company",
        ],
    ),
];

/// Where tests stand that are no scenarios: the drills, unit tests, and what watches all of them.
const OTHERS: [(&str, &str); 18] = [
    ("arguments", "src/cli/arguments.rs"),
    ("attendees", "src/cli/attendees.rs"),
    ("canaries", "src/tests/support/canaries.rs"),
    ("client_address", "src/web/client_address.rs"),
    ("gateway_settings", "src/tests/gateway_settings.rs"),
    ("keys", "src/server/crypto/keys.rs"),
    ("kills", "src/tests/drills/kills.rs"),
    ("load", "src/tests/drills/load.rs"),
    ("logs", "src/tests/drills/logs.rs"),
    ("nodes", "src/tests/drills/nodes.rs"),
    ("outage", "src/tests/drills/outage.rs"),
    ("panic", "src/web/panic.rs"),
    ("passwords", "src/server/policy/passwords.rs"),
    ("serve", "src/serve.rs"),
    ("settings", "src/tests/settings.rs"),
    ("speculative", "src/web/speculative.rs"),
    ("urlencoded", "src/web/urlencoded.rs"),
    ("visitor", "src/web/visitor.rs"),
];

/// Fails when the table above names a test that is not there.
pub fn trial(scenarios: &[Scenario]) -> Trial {
    let named = CHECKS.iter().flat_map(|(_, tests)| tests.iter().copied());
    let (mut known, mut missing) = (0, Vec::new());
    for name in named {
        known += 1;
        if !is_there(name, scenarios) {
            missing.push(name.to_owned());
        }
    }
    Trial::test("checks::every_line_has_a_test_that_is_there", move || {
        assert!(known > 100, "the table was read");
        if missing.is_empty() {
            Ok(())
        } else {
            Err(format!("not there: {missing:?}").into())
        }
    })
}

fn is_there(name: &str, scenarios: &[Scenario]) -> bool {
    let Some((module, test)) = name.split_once("::") else {
        return false;
    };
    let (file, wanted) = match OTHERS.into_iter().find(|(other, _)| *other == module) {
        Some((_, file)) => (file.to_owned(), format!("fn {test}(")),
        None if Path::new(module).extension().is_some() => {
            (format!("end2end/{module}"), test.to_owned())
        }
        None => {
            return scenarios
                .iter()
                .any(|scenario| feature_of(scenario.module) == module && scenario.name == test);
        }
    };
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file))
        .is_ok_and(|text| text.contains(&wanted))
}
