//! Mails as HTML: one column of plain paragraphs that every client shows, from the very text of the
//! mail's other half.

use std::collections::BTreeMap;

use crate::values::lang::Lang;

/// The HTML of a mail whose text is `text`. A paragraph that is nothing but the mail's `link`
/// becomes a button, with the address below it for those whose client shows none; its `code` is set
/// large.
#[must_use]
pub fn html(lang: Lang, subject: &str, text: &str, params: &BTreeMap<String, String>) -> String {
    let param = |name: &str| {
        params
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    };
    let (link, code) = (param("link"), param("code"));
    let paragraphs: String = text
        .split("\n\n")
        .map(str::trim)
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| {
            if Some(paragraph) == link {
                button(lang, paragraph)
            } else {
                written(paragraph, code)
            }
        })
        .collect();
    let (tag, subject) = (lang.tag(), escaped(subject));
    format!(
        "<!DOCTYPE html><html lang=\"{tag}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{subject}</title></head>\
         <body style=\"margin:0;padding:0;background-color:#eef2f6\">\
         <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr><td align=\"center\" style=\"padding:24px 12px\">\
         <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"max-width:560px;background-color:#ffffff;border-radius:8px\">\
         <tr><td style=\"padding:28px 28px 12px;font-family:{FONTS};font-size:16px;line-height:1.7;color:#1b2530\">\
         <h1 style=\"margin:0 0 18px;font-size:20px;line-height:1.4\">{subject}</h1>{paragraphs}</td></tr></table></td></tr></table></body></html>"
    )
}

const FONTS: &str = "-apple-system,BlinkMacSystemFont,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif";

fn written(paragraph: &str, code: Option<&str>) -> String {
    let mut text = escaped(paragraph).replace('\n', "<br>");
    if let Some(code) = code {
        text = text.replace(code, &format!("<strong style=\"font-size:24px;letter-spacing:3px;white-space:nowrap\">{code}</strong>"));
    }
    format!("<p style=\"margin:0 0 16px\">{text}</p>")
}

fn button(lang: Lang, link: &str) -> String {
    let (link, label) = (escaped(link), escaped(&super::of(lang, "mail-button")));
    format!(
        "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"margin:4px 0 16px\"><tr>\
         <td style=\"background-color:#0b5cad;border-radius:6px\"><a href=\"{link}\" style=\"display:inline-block;padding:12px 28px;color:#ffffff;text-decoration:none;font-weight:bold\">{label}</a></td>\
         </tr></table><p style=\"margin:0 0 16px;font-size:13px;color:#4d5b6a;word-break:break-all\">{link}</p>"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_text_and_a_link_becomes_a_button() {
        let params = BTreeMap::from([
            ("link".to_owned(), "https://a.cn/?a=1&b=2".to_owned()),
            ("name".to_owned(), "<b>".to_owned()),
        ]);
        let html = html(
            Lang::Zh,
            "主题",
            "<b>，您好：\n\nhttps://a.cn/?a=1&b=2\n\n门户\n敬上",
            &params,
        );
        assert!(html.contains("&lt;b&gt;，您好") && !html.contains("<b>"));
        assert!(html.contains("<a href=\"https://a.cn/?a=1&amp;b=2\""));
        assert!(html.contains("门户<br>敬上"));
    }

    #[test]
    fn a_code_is_set_large() {
        let params = BTreeMap::from([("code".to_owned(), "012345".to_owned())]);
        assert!(html(Lang::En, "s", "code 012345.", &params).contains(">012345</strong>."));
    }
}
