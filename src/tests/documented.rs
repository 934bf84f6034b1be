//! The sixteen documented operations, each gone through in all three ways.

use libtest_mimic::Trial;
use menhu::api::OPERATIONS;

use crate::{feature_of, support::Scenario};

/// Every operation of the document, and the scenario that a person goes through with it in each
/// way. `notify_email_is_bind` and `weixin_is_bind` are read from `/binding` where there is no
/// program; `vaild_sms_code` is then the form's that uses the code.
const DOCUMENTED: [(&str, &str, &str); menhu::api::DOCUMENTED] = [
    (
        "account_register",
        "register",
        "a_person_registers_and_sees_what_was_entered",
    ),
    (
        "account_login",
        "login",
        "a_person_logs_in_by_username_mobile_and_email",
    ),
    (
        "send_sms_code",
        "sms_code",
        "a_code_comes_and_the_next_one_must_wait",
    ),
    (
        "vaild_sms_code",
        "sms_code",
        "a_code_is_told_right_or_wrong",
    ),
    (
        "change_mobile",
        "change_mobile",
        "a_person_changes_the_mobile_and_logs_in_with_it",
    ),
    (
        "notify_email_is_bind",
        "notify_email",
        "how_the_address_stands_can_be_seen",
    ),
    (
        "weixin_is_bind",
        "wechat",
        "whether_a_wechat_is_bound_can_be_seen",
    ),
    (
        "send_email_code",
        "notify_email",
        "a_person_binds_another_address_by_a_code",
    ),
    (
        "change_notify_email",
        "notify_email",
        "a_person_binds_another_address_by_a_code",
    ),
    (
        "resend_bind_email",
        "notify_email",
        "the_link_is_mailed_again_after_a_minute",
    ),
    (
        "change_pwd_by_mobile",
        "password",
        "a_person_resets_the_password_by_mobile",
    ),
    (
        "change_my_pwd",
        "password",
        "a_person_changes_the_password_and_stays_signed_in",
    ),
    ("change_my_info", "profile", "a_person_changes_name_and_qq"),
    (
        "change_company_info",
        "profile",
        "a_person_changes_the_company",
    ),
    (
        "change_my_recv_info",
        "profile",
        "a_person_says_where_to_send_things",
    ),
    (
        "new_industry_bookin",
        "events",
        "a_person_signs_up_and_cancels",
    ),
];

/// Fails when a documented operation has no scenario in one of the three ways, or an operation of
/// any kind no exact answer in `contract`.
pub fn trial(scenarios: &[Scenario]) -> Trial {
    let find = |feature: &str, name: &str| {
        scenarios
            .iter()
            .find(|scenario| feature_of(scenario.module) == feature && scenario.name == name)
    };
    let mut missing = Vec::new();
    for ((operation, feature, scenario), listed) in DOCUMENTED.into_iter().zip(OPERATIONS) {
        if operation != listed.name {
            missing.push(format!("{} is not in the table", listed.name));
        }
        if !find(feature, scenario).is_some_and(|scenario| scenario.every_way) {
            missing.push(format!("{operation} is not gone through in every way"));
        }
    }
    for operation in OPERATIONS {
        if find("contract", operation.name).is_none() {
            missing.push(format!("{} has no contract", operation.name));
        }
    }
    Trial::test(
        "documented::the_sixteen_documented_operations_are_proved_in_all_three_ways",
        move || {
            if missing.is_empty() {
                Ok(())
            } else {
                Err(missing.join("; ").into())
            }
        },
    )
}
