//! Who has signed up for an event, as text, as comma-separated values or as a workbook. What people
//! typed stays text, whatever opens it.

use std::{
    fs::OpenOptions,
    io::{Write as _, stdout},
    path::Path,
};

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::{server::store::bookings::Attendee, values::normalised};

/// The head line of the comma-separated values: names, since programs read them.
const NAMES: [&str; 5] = ["name", "mobile", "email", "company", "signed_up_at"];
/// That of the workbook, which people read, and how wide each column is, in characters.
const HEADS: [(&str, u8); 5] = [
    ("姓名", 12),
    ("手机", 18),
    ("邮箱", 30),
    ("企业", 36),
    ("报名时间（北京）", 22),
];
/// The column that keeps its plus.
const MOBILE: usize = 1;
/// Excel takes a file without it for one in the machine's own encoding.
const BYTE_ORDER_MARK: &str = "\u{feff}";

fn cells(attendee: Attendee, when: String) -> [String; 5] {
    let Attendee {
        realname,
        mobile,
        email,
        company_name,
        ..
    } = attendee;
    [realname, mobile, email, company_name, when]
}

/// A line for each on standard output, with tabs between, or as comma-separated values with a head
/// line.
pub fn print(attendees: Vec<Attendee>, as_csv: bool) -> Result<(), String> {
    let failed = |error: csv::Error| error.to_string();
    let mut out = stdout();
    if as_csv {
        write!(out, "{BYTE_ORDER_MARK}").map_err(|error| error.to_string())?;
    }
    let mut lines = csv::WriterBuilder::new()
        .delimiter(if as_csv { b',' } else { b'\t' })
        .from_writer(out);
    if as_csv {
        lines.write_record(NAMES).map_err(failed)?;
    }
    for attendee in attendees {
        let when = attendee.created_at.rfc3339();
        let mut cells = cells(attendee, when);
        for (column, cell) in cells.iter_mut().enumerate() {
            if is_formula(cell) && !(column == MOBILE && is_number(cell)) {
                cell.insert(0, '\'');
            }
        }
        lines.write_record(cells).map_err(failed)?;
    }
    lines.flush().map_err(|error| error.to_string())
}

/// A workbook of text cells, for the operator's eyes alone.
pub fn write_workbook(attendees: Vec<Attendee>, path: &Path) -> Result<(), String> {
    let bytes = workbook(attendees).map_err(|error| error.to_string())?;
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .write(true)
        .create(true)
        .truncate(true)
        .open(path)
        .and_then(|mut file| file.write_all(&bytes))
        .map_err(|error| format!("{}: {error}", path.display()))
}

fn workbook(attendees: Vec<Attendee>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let (sheet, bold, text) = (
        workbook.add_worksheet(),
        Format::new().set_bold(),
        // So that a cell stays text when somebody edits it.
        Format::new().set_num_format("@"),
    );
    sheet.set_freeze_panes(1, 0)?;
    for (column, (head, width)) in (0..).zip(HEADS) {
        sheet.set_column_width(column, f64::from(width))?;
        sheet.write_string_with_format(0, column, head, &bold)?;
    }
    for (row, attendee) in (1..).zip(attendees) {
        let when = attendee.created_at.beijing_second();
        for (column, cell) in (0..).zip(cells(attendee, when)) {
            sheet.write_string_with_format(row, column, cell, &text)?;
        }
    }
    workbook.save_to_buffer()
}

/// Whether a spreadsheet might take the text for a formula: what can be seen of it begins with a
/// sign that begins one, in any width, or it begins with a tab or the end of a line.
fn is_formula(text: &str) -> bool {
    text.starts_with(['\t', '\r', '\n'])
        || normalised(text)
            .trim_start_matches(|c: char| c.is_control() || c.is_whitespace())
            .starts_with(['=', '+', '-', '@', '\u{2212}'])
}

/// A number in E.164 and nothing else.
fn is_number(text: &str) -> bool {
    text.strip_prefix('+')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_like_a_formula_is_known() {
        for formula in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "＝1",
            "＋1",
            "－1",
            "＠a",
            "﹢1",
            "−1",
            "\ta",
            "\ra",
            "\na",
            " =1",
            "\u{3000}＝1",
            "\u{200b}=1",
            "\u{feff}=1",
            "\u{3164}=1",
            "\u{202d}+1",
            "\u{a0}-1",
        ] {
            assert!(is_formula(formula), "{formula:?}");
        }
        for text in ["", "张三", "a=1", "'=1", "1-1", "（=1）", " 张三"] {
            assert!(!is_formula(text), "{text:?}");
        }
    }

    #[test]
    fn only_a_number_keeps_its_plus() {
        assert!(is_number("+8613800138000"));
        for other in ["+", "+86-1", "+1+cmd", "=1", "13800138000", "＋86"] {
            assert!(!is_number(other), "{other}");
        }
    }
}
