//! The closing table: what, its goal, the figure, held or over.

/// Lines in the order in which they were measured.
#[derive(Debug, Default)]
pub(crate) struct Table(Vec<[String; 4]>);

impl Table {
    /// A figure that must not be above `goal`.
    pub(crate) fn at_most(&mut self, what: &str, goal: f64, figure: f64, unit: &str) {
        let decimals = decimals(goal);
        self.add(
            what,
            format!("≤ {goal:.decimals$} {unit}"),
            format!("{figure:.decimals$} {unit}"),
            figure <= goal,
        );
    }

    /// A figure that must not be below `goal`.
    pub(crate) fn at_least(&mut self, what: &str, goal: f64, figure: f64, unit: &str) {
        self.add(
            what,
            format!("≥ {goal:.2} {unit}"),
            format!("{figure:.2} {unit}"),
            figure >= goal,
        );
    }

    /// A count that must be exactly this.
    pub(crate) fn exactly(&mut self, what: &str, goal: u64, count: u64) {
        self.add(what, goal.to_string(), count.to_string(), count == goal);
    }

    /// A figure to compare with.
    pub(crate) fn told(&mut self, what: &str, figure: String) {
        self.line([what.to_owned(), String::new(), figure, String::new()]);
    }

    fn add(&mut self, what: &str, goal: String, figure: String, is_held: bool) {
        let verdict = if is_held { "held" } else { "over" };
        self.line([
            what.to_owned(),
            goal.trim().to_owned(),
            figure.trim().to_owned(),
            verdict.to_owned(),
        ]);
    }

    /// Printed at once, too: whoever waits sees how far it is.
    fn line(&mut self, line: [String; 4]) {
        println!("  {}: {} {}", line[0], line[2], line[3]);
        self.0.push(line);
    }

    /// As Markdown, which a terminal shows well enough.
    pub(crate) fn printed(&self) -> String {
        let head = ["what", "goal", "figure", ""].map(str::to_owned);
        let rule = ["---", "---:", "---:", "---"].map(str::to_owned);
        [&head, &rule]
            .into_iter()
            .chain(&self.0)
            .map(|cells| format!("| {} |", cells.join(" | ")))
            .collect::<Vec<_>>()
            .join("\n")
    }
}

fn decimals(goal: f64) -> usize {
    if goal < 10.0 { 2 } else { 0 }
}
