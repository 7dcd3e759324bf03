//! The use cases of Token Desk and the types that cross to the window and the terminal.

pub mod wire;
