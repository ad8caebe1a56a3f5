//! Prints the description of the API as JSON. `make typings` generates the types of other languages from it.

fn main() {
    println!("{}", fake_secrets_manager::describe());
}
