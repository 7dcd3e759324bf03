//! Columns of text.

use crate::plain::plain;

/// Lays rows out in columns, two spaces apart. The last column is not padded.
pub(crate) fn columns<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> String {
    let rows: Vec<[String; N]> = std::iter::once(head.map(str::to_owned))
        .chain(rows.iter().map(|row| row.each_ref().map(|cell| plain(cell))))
        .collect();
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: [usize; N] = std::array::from_fn(width);
    let mut text = String::new();
    for row in &rows {
        let line: Vec<_> = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        text.push_str(line.join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// Lays out facts, one a line; those without a value are left out.
pub(crate) fn facts(facts: &[(&str, Option<String>)]) -> String {
    let width = facts
        .iter()
        .map(|(name, _)| name.chars().count())
        .max()
        .unwrap_or(0)
        + 2;
    let told = facts
        .iter()
        .filter_map(|(name, value)| Some((name, value.as_ref()?)));
    told.map(|(name, value)| format!("{name:width$}{}\n", plain(value)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_lines_do_not_end_in_spaces() {
        let rows = [
            ["1".into(), "long name".into(), String::new()],
            ["22".into(), "n".into(), "x".into()],
        ];
        assert_eq!(
            columns(["ID", "NAME", "Z"], &rows),
            "ID  NAME       Z\n1   long name\n22  n          x\n"
        );
    }

    #[test]
    fn facts_without_a_value_are_left_out() {
        assert_eq!(facts(&[("Id", Some("1".into())), ("Gone", None)]), "Id    1\n");
    }
}
