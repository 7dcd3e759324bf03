//! Columns of text.

use crate::plain::plain;

/// Lays rows out in columns, two spaces apart. The last column is not padded.
pub(crate) fn columns<const N: usize>(head: [&str; N], cells: &[[String; N]]) -> String {
    let all: Vec<Vec<String>> = std::iter::once(head.map(str::to_owned).to_vec())
        .chain(cells.iter().map(|row| row.to_vec()))
        .collect();
    rows(&all)
}

/// As [`columns`], where the number of columns is known only when it runs. Each row has as many as the first.
pub(crate) fn rows(rows: &[Vec<String>]) -> String {
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(|cell| plain(cell)).collect())
        .collect();
    let widths: Vec<usize> = (0..rows.first().map_or(0, Vec::len))
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for row in &rows {
        let line: Vec<_> = row
            .iter()
            .zip(&widths)
            .map(|(cell, &width)| format!("{cell:width$}"))
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
