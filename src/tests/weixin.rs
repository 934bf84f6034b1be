//! WeChat: whether one is bound.

use serde_json::json;

use crate::{
    scenarios,
    support::{Town, Way},
};

scenarios! {
    every_way: [whether_a_wechat_is_bound_can_be_seen],
    once: [],
}

async fn whether_a_wechat_is_bound_can_be_seen(t: Town) {
    let person = t.resident(1).await;
    t.resident(2).await;
    for bound in [false, true] {
        if t.way == Way::Form {
            let state = if bound { "已绑定" } else { "未绑定" };
            assert_eq!(person.page("/binding").await.text("section:last-of-type .badge"), state);
        } else {
            let seen = person.submit("weixin_is_bind", json!({})).await;
            assert_eq!((seen.ok, seen.msg.as_str()), (true, "请求成功。"), "{seen:?}");
            assert_eq!(person.ask("weixin_is_bind").await["is_bind"], bound);
        }
        assert_eq!(person.ask("me").await["weixin_is_bind"], bound);
        t.run("INSERT INTO wechat_identities (account, app_id, openid, bound_at) SELECT id, 'app', username, 0 FROM accounts WHERE username = 'person1' ON CONFLICT DO NOTHING").await;
    }
    assert_eq!(t.another_device(2).await.ask("weixin_is_bind").await["is_bind"], false, "each their own");
}
