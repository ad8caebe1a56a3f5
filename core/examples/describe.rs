//! Prints the contract of the API as JSON; `make typings` makes the types of other languages from it.

fn main() {
    println!("{}", fake_secrets_manager::describe());
}
