//! A second opinion on ini files, written after .NET's own provider: no remarks behind values, only double
//! quotes taken off, sections joined by colons, and an error for a doubled key or a line without `=`.

use std::collections::BTreeMap;

/// Reads `text` as `Configuration.Ini` does.
pub(crate) fn read(text: &str) -> Result<BTreeMap<String, String>, String> {
    let mut data = BTreeMap::new();
    let mut prefix = String::new();
    let text = text
        .trim_start_matches('\u{feff}')
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    for raw in text.split('\n') {
        let line = raw.trim();
        if line.is_empty() || line.starts_with([';', '#', '/']) {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            prefix = format!("{}:", name.trim());
            continue;
        }
        let (key, value) = line.split_once('=').ok_or("a line without a sign")?;
        let value = value.trim();
        let value = value
            .strip_prefix('"')
            .and_then(|inner| inner.strip_suffix('"'))
            .unwrap_or(value);
        let key = format!("{prefix}{}", key.trim()).to_ascii_lowercase();
        if data.insert(key.clone(), value.to_owned()).is_some() {
            return Err(format!("{key} twice"));
        }
    }
    Ok(data)
}
