//! Text for spreadsheets (RFC 4180) in which nothing runs.

/// The mark by which spreadsheets read UTF-8.
pub(crate) const MARK: &str = "\u{feff}";

/// Adds a line of cells.
pub(crate) fn push_line<'a>(text: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (index, text_of_cell) in cells.enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(&cell(text_of_cell));
    }
    text.push_str("\r\n");
}

/// A cell that no spreadsheet takes for a formula: OWASP's "CSV injection" names these first characters, and
/// the apostrophe that makes them text.
fn cell(text: &str) -> String {
    let formula = text
        .trim_start()
        .starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
        || text.starts_with(['\t', '\r', '\n']);
    let quoted = text.replace('"', "\"\"");
    if formula {
        format!("\"'{quoted}\"")
    } else {
        format!("\"{quoted}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_looks_like_a_formula_is_exported_as_text() {
        for name in ["=1+2", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"] {
            assert_eq!(cell(name), format!("\"'{name}\""), "{name:?}");
        }
        assert_eq!(cell("PI Scanner - plant 7"), "\"PI Scanner - plant 7\"");
        assert_eq!(
            cell("the \"good\" one, really"),
            "\"the \"\"good\"\" one, really\""
        );
    }
}
