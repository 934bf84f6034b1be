//! The contract, byte for byte: the exact JSON of every operation's answers.

use serde_json::{Value, json};

use crate::{
    scenarios,
    support::{NEW_PASSWORD, PASSWORD, Person, TestApp, UserFixture, wrong},
};

scenarios! {
    every_way: [],
    once: [
        account_register,
        account_login,
        send_sms_code,
        vaild_sms_code,
        change_mobile,
        notify_email_is_bind,
        weixin_is_bind,
        send_email_code,
        change_notify_email,
        resend_bind_email,
        change_pwd_by_mobile,
        change_my_pwd,
        change_my_info,
        change_company_info,
        change_my_recv_info,
        new_industry_bookin,
        account_logout,
        me,
        events,
        cancel_bookin,
        sessions,
        session_revoke,
        bind_email,
        weixin_bind_start,
        weixin_unbind,
        regions,
        password_strength,
    ],
}

/// The answer's text, exactly; the same on every database.
macro_rules! exact {
    ($text:expr, @$snapshot:literal) => {
        let text = $text;
        insta::allow_duplicates! { insta::assert_snapshot!(text, @$snapshot) }
    };
}

async fn account_register(t: TestApp) {
    let (person, zhang) = (t.person(), UserFixture::number(1));
    let code = t.get_code(&person, "AccountReg", &zhang.phone).await;
    let answer = person.call("account_register", json!({"phone": "1"})).await;
    exact!(answer.text, @r#"{"status":"form_error","msg":"提交的内容有误，请检查标出的项目。","errors":{"code":["请填写验证码。"],"company_name":["请填写企业名称。"],"name":["请填写真实姓名。"],"password":["请填写密码。"],"phone":["请填写 11 位的中国大陆手机号。"],"qq":["请填写联络 QQ。"],"select_fields":["请至少选择一个领域。"],"user_email":["请填写企业邮箱。"]},"reason":"invalid"}"#);
    let answer = person
        .call(
            "account_register",
            zhang.form(if code == "000000" { "000001" } else { "000000" }),
        )
        .await;
    exact!(answer.text, @r#"{"status":"form_error","msg":"验证码不正确，请核对后重新输入，或重新获取。","errors":{"code":["验证码不正确，请核对后重新输入，或重新获取。"]},"reason":"code_wrong"}"#);
    let answer = person.call("account_register", zhang.form(&code)).await;
    exact!(answer.text, @r#"{"status":"ok","msg":"注册成功。","errors":{},"username":"person1","redirect_url":"/profile"}"#);
    let li = UserFixture {
        phone: "13900000002".into(),
        ..zhang
    };
    let code = t.get_code(&person, "AccountReg", &li.phone).await;
    let answer = person.call("account_register", li.form(&code)).await;
    exact!(answer.text, @r#"{"status":"form_error","msg":"这个邮箱已经注册过，请直接登录，或换一个邮箱。","errors":{"user_email":["这个邮箱已经注册过，请直接登录，或换一个邮箱。"]},"reason":"taken"}"#);
}

async fn account_login(t: TestApp) {
    let person = t.person();
    t.register(&person, &UserFixture::number(1)).await;
    let answer = person
        .call(
            "account_login",
            json!({"username": "13900000001", "password": PASSWORD}),
        )
        .await;
    exact!(answer.text, @r#"{"status":"ok","msg":"登录成功。","errors":{},"username":"person1","redirect_url":"/profile","user_industry":"software"}"#);
    let answer = person
        .call(
            "account_login",
            json!({"username": "person1", "password": "wrong"}),
        )
        .await;
    exact!(answer.text, @r#"{"status":"form_error","msg":"账号或密码不正确。连续输错会暂时锁定，忘记密码可以用手机号找回；仍无法登录，请联系我们：400-000-0000。","errors":{},"reason":"login_failed"}"#);
    let answer = person
        .call("account_login", json!({"username": "person1"}))
        .await;
    exact!(answer.text, @r#"{"status":"form_error","msg":"请填写密码。","errors":{"password":["请填写密码。"]},"reason":"required"}"#);
}

async fn account_logout(t: TestApp) {
    exact!(t.person().call("account_logout", json!({})).await.text, @r#"{"status":"ok","msg":"已退出登录。","errors":{}}"#);
}

async fn send_sms_code(t: TestApp) {
    let person = t.person();
    let fields = json!({"action_name": "AccountReg", "mobile": "13900000001"});
    exact!(person.call("send_sms_code", &fields).await.text, @r#"{"status":"ok","msg":"验证码已发送，请查看短信。","errors":{}}"#);
    exact!(person.call("send_sms_code", &fields).await.text, @r#"{"status":"error","msg":"刚刚发送过，请 60 秒后再试。","errors":{},"reason":"cooldown","retry_after":60}"#);
    let other_name = json!({"action_name": "AccountReg", "phone": "13900000001"});
    exact!(person.call("send_sms_code", other_name).await.text, @r#"{"status":"error","msg":"刚刚发送过，请 60 秒后再试。","errors":{},"reason":"cooldown","retry_after":60}"#);
    let answer = person
        .call(
            "send_sms_code",
            json!({"action_name": "Other", "mobile": "1"}),
        )
        .await;
    exact!(answer.text, @r#"{"status":"error","msg":"提交的内容有误，请检查标出的项目。","errors":{"action_name":["业务类型只能是 AccountReg、ChangePwd 或 ChangeMobile。"],"mobile":["请填写 11 位的中国大陆手机号。"]},"reason":"invalid"}"#);
    let answer = person
        .call(
            "send_sms_code",
            json!({"action_name": "ChangeMobile", "mobile": "13900000001"}),
        )
        .await;
    exact!(answer.text, @r#"{"status":"error","msg":"请先登录。","errors":{},"reason":"login_required"}"#);
}

async fn vaild_sms_code(t: TestApp) {
    let person = t.person();
    let code = t.get_code(&person, "AccountReg", "13900000001").await;
    let check = |code: &str| {
        person.call(
            "vaild_sms_code",
            json!({"action_name": "AccountReg", "mobile": "13900000001", "code": code}),
        )
    };
    exact!(check(&code).await.text, @r#"{"status":"ok","msg":"验证码正确。","errors":{}}"#);
    let phone = async |fields: Value| person.call("vaild_sms_code", fields).await.text;
    exact!(phone(json!({"action_name": "AccountReg", "phone": "13900000001", "code": code})).await, @r#"{"status":"ok","msg":"验证码正确。","errors":{}}"#);
    exact!(phone(json!({"action_name": "AccountReg", "phone": "1", "mobile": "13900000001", "code": code})).await, @r#"{"status":"ok","msg":"验证码正确。","errors":{}}"#);
    exact!(phone(json!({"action_name": "AccountReg", "phone": "1", "code": code})).await, @r#"{"status":"error","msg":"请填写 11 位的中国大陆手机号。","errors":{"mobile":["请填写 11 位的中国大陆手机号。"]},"reason":"format"}"#);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    exact!(check(wrong).await.text, @r#"{"status":"error","msg":"验证码不正确，请核对后重新输入，或重新获取。","errors":{"code":["验证码不正确，请核对后重新输入，或重新获取。"]},"reason":"code_wrong"}"#);
    for _ in 0..4 {
        check(wrong).await;
    }
    exact!(check(&code).await.text, @r#"{"status":"error","msg":"操作太频繁，请 24 小时后再试。如需帮助，请联系我们：400-000-0000。","errors":{},"reason":"too_many_tries","retry_after":86400}"#);
    t.clock.advance(300_000);
    t.get_code(&person, "ChangePwd", "13900000001")
        .await
        .clear();
}

async fn me(t: TestApp) {
    let person = t.person();
    exact!(person.get("/users/me/").await.text, @r#"{"status":"error","msg":"请先登录。","errors":{},"reason":"login_required"}"#);
    t.register(&person, &UserFixture::number(1)).await;
    exact!(person.get("/users/me/").await.text, @r#"{"status":"ok","msg":"请求成功。","errors":{},"username":"person1","realname":"张三","mobile":"139****0001","user_email":"person1@example.cn","qq":"10001","company_name":"门户科技有限公司","company_url":"","select_fields":["software","finance"],"user_industry":"software","notify_email":"person1@example.cn","notify_email_is_bind":false,"weixin_is_bind":false,"recv":{"province":"","province_code":"","city":"","city_code":"","area":"","area_code":"","street":"","recv_name":"","recv_phone":""},"bookings":[],"free_mail_warning":false}"#);
}

const LOGIN_REQUIRED: &str =
    r#"{"status":"error","msg":"请先登录。","errors":{},"reason":"login_required"}"#;

async fn change_mobile(t: TestApp) {
    const NEW: &str = "13800000009";
    let call = async |person: &Person, password: &str, mobile: &str, code: &str| {
        person
            .call(
                "change_mobile",
                json!({"password": password, "mobile": mobile, "code": code}),
            )
            .await
            .text
    };
    assert_eq!(
        call(&t.person(), PASSWORD, NEW, "123456").await,
        LOGIN_REQUIRED
    );
    let person = t.registered_user(1).await;
    let code = t.get_code(&person, "ChangeMobile", NEW).await;
    exact!(call(&person, "", "1", "1").await, @r#"{"status":"error","msg":"提交的内容有误，请检查标出的项目。","errors":{"code":["验证码是 6 位数字。"],"mobile":["请填写 11 位的中国大陆手机号。"],"password":["请填写密码。"]},"reason":"invalid"}"#);
    exact!(call(&person, PASSWORD, "13900000001", &code).await, @r#"{"status":"error","msg":"这就是您现在绑定的手机号。","errors":{"mobile":["这就是您现在绑定的手机号。"]},"reason":"unchanged"}"#);
    exact!(call(&person, "wrong wrong", NEW, &code).await, @r#"{"status":"error","msg":"密码不正确。","errors":{"password":["密码不正确。"]},"reason":"password_wrong"}"#);
    exact!(call(&person, PASSWORD, NEW, wrong(&code)).await, @r#"{"status":"error","msg":"验证码不正确，请核对后重新输入，或重新获取。","errors":{"code":["验证码不正确，请核对后重新输入，或重新获取。"]},"reason":"code_wrong"}"#);
    t.registered_user(2).await;
    t.run("UPDATE accounts SET mobile = '+8613800000009' WHERE username = 'person2'")
        .await;
    exact!(call(&person, PASSWORD, NEW, &code).await, @r#"{"status":"error","msg":"这个手机号已绑定其他账号。","errors":{"mobile":["这个手机号已绑定其他账号。"]},"reason":"taken"}"#);
    t.run("UPDATE accounts SET mobile = '+8613900000002' WHERE username = 'person2'")
        .await;
    exact!(call(&person, PASSWORD, NEW, &code).await, @r#"{"status":"ok","msg":"手机号已修改。","errors":{}}"#);
    t.run("UPDATE accounts SET mobile = '+8613900000001' WHERE username = 'person1'")
        .await;
    t.clock.advance(60_000);
    let code = t.get_code(&person, "ChangeMobile", NEW).await;
    t.clock.advance(300_000);
    exact!(call(&person, PASSWORD, NEW, &code).await, @r#"{"status":"error","msg":"验证码已过期，请重新获取。","errors":{"code":["验证码已过期，请重新获取。"]},"reason":"code_expired"}"#);
    let code = t.get_code(&person, "ChangeMobile", NEW).await;
    for _ in 0..5 {
        call(&person, PASSWORD, NEW, wrong(&code)).await;
    }
    exact!(call(&person, PASSWORD, NEW, &code).await, @r#"{"status":"error","msg":"操作太频繁，请 24 小时后再试。如需帮助，请联系我们：400-000-0000。","errors":{},"reason":"too_many_tries","retry_after":86400}"#);
}

async fn notify_email_is_bind(t: TestApp) {
    let ask = async |person: &Person| person.get("/users/notify_email_is_bind/").await.text;
    assert_eq!(ask(&t.person()).await, LOGIN_REQUIRED);
    let person = t.registered_user(1).await;
    exact!(ask(&person).await, @r#"{"status":"ok","msg":"请求成功。","errors":{},"is_bind":false,"notify_email":"person1@example.cn"}"#);
    t.run("UPDATE accounts SET notify_email = 'li@company.cn', notify_waiting = NULL")
        .await;
    exact!(ask(&person).await, @r#"{"status":"ok","msg":"请求成功。","errors":{},"is_bind":true,"notify_email":"li@company.cn"}"#);
    t.run("UPDATE accounts SET notify_email = NULL").await;
    exact!(ask(&person).await, @r#"{"status":"ok","msg":"请求成功。","errors":{},"is_bind":false,"notify_email":""}"#);
}

async fn weixin_is_bind(t: TestApp) {
    let ask = async |person: &Person| person.get("/users/weixin_is_bind/").await.text;
    assert_eq!(ask(&t.person()).await, LOGIN_REQUIRED);
    let person = t.registered_user(1).await;
    exact!(ask(&person).await, @r#"{"status":"ok","msg":"请求成功。","errors":{},"is_bind":false}"#);
    t.run("INSERT INTO wechat_identities (account, app_id, openid, bound_at) SELECT id, 'app', 'openid', 0 FROM accounts").await;
    exact!(ask(&person).await, @r#"{"status":"ok","msg":"请求成功。","errors":{},"is_bind":true}"#);
}

async fn send_email_code(t: TestApp) {
    let call = async |person: &Person, password: &str, email: &str| {
        person
            .call(
                "send_email_code",
                json!({"password": password, "email": email}),
            )
            .await
            .text
    };
    assert_eq!(
        call(&t.person(), PASSWORD, "li@company.cn").await,
        LOGIN_REQUIRED
    );
    let person = t.registered_user(1).await;
    exact!(call(&person, "", "li").await, @r#"{"status":"error","msg":"提交的内容有误，请检查标出的项目。","errors":{"email":["邮箱格式不对，请填写类似 zhang@example.cn 的地址。"],"password":["请填写密码。"]},"reason":"invalid"}"#);
    exact!(call(&person, "wrong wrong", "li@company.cn").await, @r#"{"status":"error","msg":"密码不正确。","errors":{"password":["密码不正确。"]},"reason":"password_wrong"}"#);
    exact!(call(&person, PASSWORD, "li@company.cn").await, @r#"{"status":"ok","msg":"验证码已发送，请查看邮箱。","errors":{}}"#);
    exact!(call(&person, PASSWORD, "li@company.cn").await, @r#"{"status":"error","msg":"刚刚发送过，请 60 秒后再试。","errors":{},"reason":"cooldown","retry_after":60}"#);
    for _ in 0..4 {
        t.clock.advance(60_000);
        call(&person, PASSWORD, "li@company.cn").await;
    }
    t.clock.advance(60_000);
    exact!(call(&person, PASSWORD, "li@company.cn").await, @r#"{"status":"error","msg":"操作太频繁，请 55 分钟后再试。如需帮助，请联系我们：400-000-0000。","errors":{},"reason":"too_many_tries","retry_after":3300}"#);
    t.run("UPDATE accounts SET notify_email = 'li@company.cn'")
        .await;
    exact!(call(&person, PASSWORD, "li@company.cn").await, @r#"{"status":"error","msg":"这就是您现在的接收邮箱。","errors":{"email":["这就是您现在的接收邮箱。"]},"reason":"unchanged"}"#);
}

async fn change_notify_email(t: TestApp) {
    const NEW: &str = "li@company.cn";
    let call = async |person: &Person, password: &str, code: &str| {
        person
            .call(
                "change_notify_email",
                json!({"password": password, "email": NEW, "code": code}),
            )
            .await
            .text
    };
    assert_eq!(call(&t.person(), PASSWORD, "123456").await, LOGIN_REQUIRED);
    let person = t.registered_user(1).await;
    exact!(person.call("change_notify_email", json!({})).await.text, @r#"{"status":"error","msg":"提交的内容有误，请检查标出的项目。","errors":{"code":["请填写验证码。"],"email":["请填写接收邮箱。"],"password":["请填写密码。"]},"reason":"required"}"#);
    let code = t.get_email_code(&person, NEW).await;
    exact!(call(&person, "wrong wrong", &code).await, @r#"{"status":"error","msg":"密码不正确。","errors":{"password":["密码不正确。"]},"reason":"password_wrong"}"#);
    exact!(call(&person, PASSWORD, wrong(&code)).await, @r#"{"status":"error","msg":"验证码不正确，请核对后重新输入，或重新获取。","errors":{"code":["验证码不正确，请核对后重新输入，或重新获取。"]},"reason":"code_wrong"}"#);
    t.registered_user(2).await;
    t.run("UPDATE accounts SET notify_email = 'LI@company.cn', notify_email_key = 'li@company.cn' WHERE username = 'person2'").await;
    exact!(call(&person, PASSWORD, &code).await, @r#"{"status":"error","msg":"这个邮箱已绑定其他账号。","errors":{"email":["这个邮箱已绑定其他账号。"]},"reason":"taken"}"#);
    t.run("UPDATE accounts SET notify_email = NULL, notify_email_key = NULL")
        .await;
    exact!(call(&person, PASSWORD, &code).await, @r#"{"status":"ok","msg":"接收邮箱已绑定。","errors":{}}"#);
    exact!(call(&person, PASSWORD, &code).await, @r#"{"status":"error","msg":"这就是您现在的接收邮箱。","errors":{"email":["这就是您现在的接收邮箱。"]},"reason":"unchanged"}"#);
    t.run("UPDATE accounts SET notify_email = NULL, notify_email_key = NULL")
        .await;
    t.clock.advance(60_000);
    let code = t.get_email_code(&person, NEW).await;
    t.clock.advance(300_000);
    exact!(call(&person, PASSWORD, &code).await, @r#"{"status":"error","msg":"验证码已过期，请重新获取。","errors":{"code":["验证码已过期，请重新获取。"]},"reason":"code_expired"}"#);
    let code = t.get_email_code(&person, NEW).await;
    for _ in 0..5 {
        call(&person, PASSWORD, wrong(&code)).await;
    }
    exact!(call(&person, PASSWORD, &code).await, @r#"{"status":"error","msg":"操作太频繁，请 24 小时后再试。如需帮助，请联系我们：400-000-0000。","errors":{},"reason":"too_many_tries","retry_after":86400}"#);
}

async fn resend_bind_email(t: TestApp) {
    let ask = async |person: &Person| person.get("/users/resend_bind_email/").await.text;
    assert_eq!(ask(&t.person()).await, LOGIN_REQUIRED);
    let person = t.registered_user(1).await;
    exact!(ask(&person).await, @r#"{"status":"ok","msg":"绑定邮件已发送，请在 30 分钟内点击信中的链接。","errors":{}}"#);
    exact!(ask(&person).await, @r#"{"status":"error","msg":"刚刚发送过，请 60 秒后再试。","errors":{},"reason":"cooldown","retry_after":60}"#);
    for _ in 0..4 {
        t.clock.advance(60_000);
        ask(&person).await;
    }
    t.clock.advance(60_000);
    exact!(ask(&person).await, @r#"{"status":"error","msg":"操作太频繁，请 55 分钟后再试。如需帮助，请联系我们：400-000-0000。","errors":{},"reason":"too_many_tries","retry_after":3300}"#);
    t.run("UPDATE accounts SET notify_email = notify_waiting, notify_waiting = NULL")
        .await;
    exact!(ask(&person).await, @r#"{"status":"error","msg":"接收邮箱已经绑定，不需要再发链接。","errors":{},"reason":"already_bound"}"#);
    t.run("UPDATE accounts SET notify_email = NULL").await;
    exact!(ask(&person).await, @r#"{"status":"error","msg":"没有等待绑定的邮箱。","errors":{},"reason":"nothing_to_bind"}"#);
}

async fn change_pwd_by_mobile(t: TestApp) {
    let person = t.person();
    let call = async |code: &str, password: &str, again: &str| {
        let fields = json!({"mobile": "13900000001", "code": code, "password": password, "re_password": again});
        person.call("change_pwd_by_mobile", fields).await.text
    };
    t.registered_user(1).await;
    exact!(person.call("change_pwd_by_mobile", json!({})).await.text, @r#"{"status":"error","msg":"提交的内容有误，请检查标出的项目。","errors":{"code":["请填写验证码。"],"mobile":["请填写手机号。"],"password":["请填写密码。"],"re_password":["请再次输入新密码。"]},"reason":"required"}"#);
    let code = t.get_code(&person, "ChangePwd", "13900000001").await;
    exact!(call(&code, NEW_PASSWORD, "another").await, @r#"{"status":"error","msg":"两次输入的密码不一致。","errors":{"re_password":["两次输入的密码不一致。"]},"reason":"mismatch"}"#);
    exact!(call(&code, "password1", "password1").await, @r#"{"status":"error","msg":"这个密码太容易被猜到。请再长一些，或换几个不相干的词。","errors":{"password":["这个密码太容易被猜到。请再长一些，或换几个不相干的词。"]},"reason":"weak"}"#);
    exact!(call(&code, "staple person1 orchard", "staple person1 orchard").await, @r#"{"status":"error","msg":"密码里不能有自己的手机号、邮箱名或企业名称。","errors":{"password":["密码里不能有自己的手机号、邮箱名或企业名称。"]},"reason":"personal"}"#);
    exact!(call(wrong(&code), NEW_PASSWORD, NEW_PASSWORD).await, @r#"{"status":"error","msg":"验证码不正确，请核对后重新输入，或重新获取。","errors":{"code":["验证码不正确，请核对后重新输入，或重新获取。"]},"reason":"code_wrong"}"#);
    exact!(call(&code, NEW_PASSWORD, NEW_PASSWORD).await, @r#"{"status":"ok","msg":"密码已重设，请用新密码登录。","errors":{}}"#);
    t.clock.advance(60_000);
    let code = t.get_code(&person, "ChangePwd", "13900000001").await;
    t.clock.advance(300_000);
    exact!(call(&code, NEW_PASSWORD, NEW_PASSWORD).await, @r#"{"status":"error","msg":"验证码已过期，请重新获取。","errors":{"code":["验证码已过期，请重新获取。"]},"reason":"code_expired"}"#);
    let code = t.get_code(&person, "ChangePwd", "13900000001").await;
    for _ in 0..5 {
        call(wrong(&code), NEW_PASSWORD, NEW_PASSWORD).await;
    }
    exact!(call(&code, NEW_PASSWORD, NEW_PASSWORD).await, @r#"{"status":"error","msg":"操作太频繁，请 24 小时后再试。如需帮助，请联系我们：400-000-0000。","errors":{},"reason":"too_many_tries","retry_after":86400}"#);
}

async fn change_my_pwd(t: TestApp) {
    let call = async |person: &Person, old: &str, new: &str, again: &str| {
        person
            .call(
                "change_my_pwd",
                json!({"old_password": old, "new_password": new, "confirm_password": again}),
            )
            .await
            .text
    };
    assert_eq!(
        call(&t.person(), PASSWORD, NEW_PASSWORD, NEW_PASSWORD).await,
        LOGIN_REQUIRED
    );
    let person = t.registered_user(1).await;
    exact!(call(&person, "", "short", "").await, @r#"{"status":"error","msg":"提交的内容有误，请检查标出的项目。","errors":{"confirm_password":["请再次输入新密码。"],"new_password":["新密码太短，至少 8 个字符。"],"old_password":["请填写旧密码。"]},"reason":"invalid"}"#);
    exact!(call(&person, PASSWORD, NEW_PASSWORD, "another").await, @r#"{"status":"error","msg":"两次输入的密码不一致。","errors":{"confirm_password":["两次输入的密码不一致。"]},"reason":"mismatch"}"#);
    exact!(call(&person, PASSWORD, "password1", "password1").await, @r#"{"status":"error","msg":"这个密码太容易被猜到。请再长一些，或换几个不相干的词。","errors":{"new_password":["这个密码太容易被猜到。请再长一些，或换几个不相干的词。"]},"reason":"weak"}"#);
    exact!(call(&person, "wrong wrong", NEW_PASSWORD, NEW_PASSWORD).await, @r#"{"status":"error","msg":"密码不正确。","errors":{"old_password":["密码不正确。"]},"reason":"password_wrong"}"#);
    exact!(call(&person, PASSWORD, PASSWORD, PASSWORD).await, @r#"{"status":"error","msg":"新密码不能和旧密码相同。","errors":{"new_password":["新密码不能和旧密码相同。"]},"reason":"unchanged"}"#);
    exact!(call(&person, PASSWORD, NEW_PASSWORD, NEW_PASSWORD).await, @r#"{"status":"ok","msg":"密码已修改，其他设备已退出。","errors":{}}"#);
}

/// Not signed in, with these faults, and then without: the three answers.
async fn three(t: &TestApp, operation: &str, faults: Value, right: Value) -> [String; 3] {
    let person = t.registered_user(1).await;
    [
        t.person().call(operation, &right).await.text,
        person.call(operation, faults).await.text,
        person.call(operation, &right).await.text,
    ]
}

async fn change_my_info(t: TestApp) {
    let [required, faults, done] = three(
        &t,
        "change_my_info",
        json!({"realname": "李", "qq": "1"}),
        json!({"realname": "李四", "qq": "20020"}),
    )
    .await;
    assert_eq!(required, LOGIN_REQUIRED);
    exact!(faults, @r#"{"status":"error","msg":"提交的内容有误，请检查标出的项目。","errors":{"qq":["QQ 号应为 5 到 11 位数字，不以 0 开头。"],"realname":["真实姓名太短，至少 2 个字。"]},"reason":"invalid"}"#);
    exact!(done, @r#"{"status":"ok","msg":"个人信息已保存。","errors":{}}"#);
    let answer = t
        .another_device(1)
        .await
        .call(
            "change_my_info",
            json!({"realname": "王五", "qq": "10001", "account": "another"}),
        )
        .await;
    exact!(answer.text, @r#"{"status":"error","msg":"这个页面是用另一个账号打开的，没有做任何改变。请重新打开页面再操作。","errors":{},"reason":"account_changed"}"#);
}

async fn change_company_info(t: TestApp) {
    let faults = json!({"company_name": "2026", "company_url": "ftp://example.cn"});
    let [required, faults, done] = three(
        &t,
        "change_company_info",
        faults,
        json!({"company_name": "新门户有限公司", "company_url": "https://example.cn"}),
    )
    .await;
    assert_eq!(required, LOGIN_REQUIRED);
    exact!(faults, @r#"{"status":"error","msg":"提交的内容有误，请检查标出的项目。","errors":{"company_name":["企业名称里至少要有一个文字。"],"company_url":["企业主页应为 http:// 或 https:// 开头的网址。"]},"reason":"format"}"#);
    exact!(done, @r#"{"status":"ok","msg":"企业信息已保存。","errors":{}}"#);
}

async fn change_my_recv_info(t: TestApp) {
    let right = json!({"province": "330000", "city": "杭州市", "area": "西湖区", "street": "文三路 90 号", "recv_name": "李四", "recv_phone": "010-62345678"});
    let faults = json!({"province": "浙江省", "city": "南京市", "area": "西湖区", "street": "1", "recv_name": null, "recv_phone": true});
    let [required, faults, done] = three(&t, "change_my_recv_info", faults, right).await;
    assert_eq!(required, LOGIN_REQUIRED);
    exact!(faults, @r#"{"status":"error","msg":"提交的内容有误，请检查标出的项目。","errors":{"city":["所选省份里没有这个城市，请重新选择。"],"recv_name":["请填写收货人姓名。"],"recv_phone":["收货人电话的格式不对，应为文字。"],"street":["街道门牌号太短了。"]},"reason":"invalid"}"#);
    exact!(done, @r#"{"status":"ok","msg":"收货信息已保存。","errors":{}}"#);
    let person = t.another_device(1).await;
    exact!(person.ask("me").await["recv"].to_string(), @r#"{"province":"浙江省","province_code":"330000","city":"杭州市","city_code":"330100","area":"西湖区","area_code":"330106","street":"文三路 90 号","recv_name":"李四","recv_phone":"010-62345678"}"#);
}

async fn new_industry_bookin(t: TestApp) {
    let call = async |person: &Person, bookin_type: &str| {
        person
            .call("new_industry_bookin", json!({"bookin_type": bookin_type}))
            .await
            .text
    };
    assert_eq!(call(&t.person(), "1").await, LOGIN_REQUIRED);
    let person = t.registered_user(1).await;
    exact!(call(&person, "").await, @r#"{"status":"error","msg":"请填写活动。","errors":{"bookin_type":["请填写活动。"]},"reason":"required"}"#);
    exact!(call(&person, "3").await, @r#"{"status":"error","msg":"没有这场活动。","errors":{"bookin_type":["没有这场活动。"]},"reason":"unknown"}"#);
    exact!(call(&person, "1").await, @r#"{"status":"ok","msg":"报名成功。","errors":{}}"#);
    exact!(call(&person, "1").await, @r#"{"status":"error","msg":"您已经报名了这场活动。","errors":{},"reason":"already_booked"}"#);
    t.run("UPDATE events SET capacity = 0").await;
    exact!(call(&person, "2").await, @r#"{"status":"error","msg":"名额已满。","errors":{},"reason":"sold_out"}"#);
    t.run("UPDATE events SET closes_at = 0").await;
    exact!(call(&person, "2").await, @r#"{"status":"error","msg":"这场活动不在报名时间内。","errors":{},"reason":"closed"}"#);
}

async fn events(t: TestApp) {
    assert_eq!(t.person().get("/users/events/").await.text, LOGIN_REQUIRED);
    exact!(t.registered_user(1).await.get("/users/events/").await.text, @r#"{"status":"ok","msg":"请求成功。","errors":{},"events":[{"bookin_type":"1","title":"新行业沙龙 北京场","city":"北京","starts_at":"2027-04-16T14:00:00+08:00","place":"国家会议中心 三层 302","capacity":200,"seats_left":200,"open":true,"phase":"open","booked":false},{"bookin_type":"2","title":"新行业沙龙 成都场","city":"成都","starts_at":"2027-04-16T14:00:00+08:00","place":"世纪城新国际会展中心 蜀蓉厅","capacity":200,"seats_left":200,"open":true,"phase":"open","booked":false}]}"#);
}

async fn cancel_bookin(t: TestApp) {
    let call = async |person: &Person, bookin_type: &str| {
        person
            .call("cancel_bookin", json!({"bookin_type": bookin_type}))
            .await
            .text
    };
    assert_eq!(call(&t.person(), "1").await, LOGIN_REQUIRED);
    let person = t.registered_user(1).await;
    exact!(call(&person, "3").await, @r#"{"status":"error","msg":"没有这场活动。","errors":{"bookin_type":["没有这场活动。"]},"reason":"unknown"}"#);
    exact!(call(&person, "1").await, @r#"{"status":"error","msg":"您没有报名这场活动。","errors":{},"reason":"not_booked"}"#);
    person
        .call("new_industry_bookin", json!({"bookin_type": "1"}))
        .await;
    exact!(call(&person, "1").await, @r#"{"status":"ok","msg":"已取消报名。","errors":{}}"#);
    t.run("UPDATE events SET starts_at = 0").await;
    exact!(call(&person, "1").await, @r#"{"status":"error","msg":"这场活动不在报名时间内。","errors":{},"reason":"closed"}"#);
}

async fn sessions(t: TestApp) {
    assert_eq!(
        t.person().get("/users/sessions/").await.text,
        LOGIN_REQUIRED
    );
    let person = t.registered_user(1).await;
    t.run("UPDATE sessions SET public_id = '0123456789abcdef0123456789abcdef'")
        .await;
    exact!(person.get("/users/sessions/").await.text, @r#"{"status":"ok","msg":"请求成功。","errors":{},"sessions":[{"id":"0123456789abcdef0123456789abcdef","current":true,"device":"test device","address":"127.0.0.1","signed_in_at":"2026-11-22T10:00:00+08:00","last_seen_at":"2026-11-22T10:00:00+08:00"}]}"#);
}

async fn session_revoke(t: TestApp) {
    let call =
        async |person: &Person, fields: Value| person.call("session_revoke", fields).await.text;
    assert_eq!(
        call(&t.person(), json!({"all": true})).await,
        LOGIN_REQUIRED
    );
    let person = t.registered_user(1).await;
    exact!(call(&person, json!({})).await, @r#"{"status":"error","msg":"请填写设备。","errors":{"id":["请填写设备。"]},"reason":"required"}"#);
    exact!(call(&person, json!({"id": "0123456789abcdef0123456789abcdef"})).await, @r#"{"status":"error","msg":"这个设备已经退出。","errors":{},"reason":"no_such_session"}"#);
    exact!(call(&person, json!({"all": true})).await, @r#"{"status":"ok","msg":"已退出。","errors":{}}"#);
}

async fn weixin_bind_start(t: TestApp) {
    let person = t.registered_user(1).await;
    let answer = person
        .call("weixin_bind_start", json!({"password": PASSWORD}))
        .await;
    let url = answer.body["redirect_url"].as_str().expect("an address");
    let open = format!("{}/dev/wechat/connect/qrconnect?appid=", t.url);
    assert!(url.starts_with(&open), "{url}");
    exact!(answer.text.replace(url, "URL"), @r#"{"status":"ok","msg":"请在微信页面扫码。","errors":{},"redirect_url":"URL"}"#);
    let answer = person
        .call("weixin_bind_start", json!({"password": "wrong"}))
        .await;
    exact!(answer.text, @r#"{"status":"error","msg":"密码不正确。","errors":{"password":["密码不正确。"]},"reason":"password_wrong"}"#);
}

async fn weixin_unbind(t: TestApp) {
    let person = t.registered_user(1).await;
    let unbind = async |password: &str| {
        person
            .call("weixin_unbind", json!({"password": password}))
            .await
            .text
    };
    exact!(t.person().call("weixin_unbind", json!({"password": PASSWORD})).await.text, @r#"{"status":"error","msg":"请先登录。","errors":{},"reason":"login_required"}"#);
    exact!(unbind("").await, @r#"{"status":"error","msg":"请填写密码。","errors":{"password":["请填写密码。"]},"reason":"required"}"#);
    exact!(unbind("wrong password").await, @r#"{"status":"error","msg":"密码不正确。","errors":{"password":["密码不正确。"]},"reason":"password_wrong"}"#);
    exact!(unbind(PASSWORD).await, @r#"{"status":"error","msg":"您还没有绑定微信。","errors":{},"reason":"nothing_bound"}"#);
    t.run("INSERT INTO wechat_identities (account, app_id, openid, bound_at) SELECT id, 'app', 'open', 0 FROM accounts").await;
    exact!(unbind(PASSWORD).await, @r#"{"status":"ok","msg":"微信已解绑。","errors":{}}"#);
}

async fn bind_email(t: TestApp) {
    let person = t.registered_user(1).await;
    person.ask("resend_bind_email").await;
    let link = t
        .messages()
        .await
        .remove(0)
        .params
        .remove("link")
        .expect("a link");
    let token = link.rsplit_once('=').expect("a token").1;
    let bind = async || {
        t.person()
            .call("bind_email", json!({"token": token}))
            .await
            .text
    };
    t.registered_user(2).await;
    t.run("UPDATE accounts SET notify_email = 'x', notify_email_key = 'person1@example.cn' WHERE username = 'person2'").await;
    exact!(bind().await, @r#"{"status":"error","msg":"这个邮箱已绑定其他账号。","errors":{"email":["这个邮箱已绑定其他账号。"]},"reason":"taken"}"#);
    t.run("UPDATE accounts SET notify_email = NULL, notify_email_key = NULL")
        .await;
    exact!(bind().await, @r#"{"status":"ok","msg":"接收邮箱已绑定。","errors":{}}"#);
    exact!(bind().await, @r#"{"status":"ok","msg":"接收邮箱已绑定。","errors":{}}"#);
    t.run("UPDATE accounts SET notify_email = NULL, notify_email_key = NULL")
        .await;
    exact!(bind().await, @r#"{"status":"error","msg":"这个链接已失效：可能用过、过期，或者邮箱已换。请在“账号绑定”页重新发送。","errors":{},"reason":"link_invalid"}"#);
}

async fn regions(t: TestApp) {
    exact!(t.person().get("/users/regions/?parent=310000").await.text, @r#"{"status":"ok","msg":"请求成功。","errors":{},"regions":[{"code":"310100","name":"市辖区"}]}"#);
    exact!(t.person().get("/users/regions/?parent=none").await.text, @r#"{"status":"ok","msg":"请求成功。","errors":{},"regions":[]}"#);
}

async fn password_strength(t: TestApp) {
    let call = async |password: &str| {
        t.person()
            .call("password_strength", json!({"password": password}))
            .await
            .text
    };
    exact!(call("12345678").await, @r#"{"status":"ok","msg":"太弱：很容易被猜到","errors":{},"score":0}"#);
    exact!(call("").await, @r#"{"status":"error","msg":"请填写密码。","errors":{"password":["请填写密码。"]},"reason":"required"}"#);
}
