//! The tree keeps its shape: who may import whom, what is registered, and that every file says what
//! it is for.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use libtest_mimic::Trial;

/// Module → the modules of ours that it may import: the table of the design, without exceptions. Of
/// the server, what is not its root is named by its own module; `server` is the root (`Portal`),
/// and for who stands outside of it all of it.
const TABLE: [(&str, &[&str]); 22] = [
    (
        "cli",
        &[
            "serve", "web", "app", "pages", "api", "openapi", "server", "text", "values",
        ],
    ),
    (
        "serve",
        &[
            "web", "app", "pages", "api", "openapi", "server", "text", "values",
        ],
    ),
    (
        "web",
        &["app", "pages", "api", "openapi", "server", "text", "values"],
    ),
    ("app", &["pages", "components"]),
    (
        "pages",
        &["api", "openapi", "components", "island", "text", "values"],
    ),
    ("components", &["island", "text", "values"]),
    ("island", &["values"]),
    ("openapi", &["api", "text", "values"]),
    ("api", &["server", "text", "values"]),
    ("text", &["values"]),
    ("values", &[]),
    (
        "server",
        &[
            "policy", "crypto", "store", "gateways", "env", "settings", "error", "values",
        ],
    ),
    (
        "server::services",
        &[
            "server", "policy", "messages", "crypto", "store", "gateways", "env", "settings",
            "error", "visitor", "text", "values",
        ],
    ),
    (
        "server::policy",
        &[
            "server", "messages", "crypto", "store", "env", "settings", "error", "visitor",
            "values",
        ],
    ),
    (
        "server::messages",
        &[
            "server", "crypto", "store", "env", "settings", "error", "values",
        ],
    ),
    ("server::store", &["env", "settings", "error", "values"]),
    ("server::gateways", &["env", "settings", "error", "values"]),
    ("server::crypto", &["env", "settings", "error", "values"]),
    ("server::settings", &["env", "error", "values"]),
    ("server::env", &["values"]),
    ("server::error", &["values"]),
    ("server::visitor", &["values"]),
];

pub fn trials() -> Vec<Trial> {
    let test = |name: &str, run: fn()| {
        Trial::test(format!("tree::{name}"), move || {
            run();
            Ok(())
        })
    };
    vec![
        test(
            "modules_import_only_what_the_table_allows",
            modules_import_only_what_the_table_allows,
        ),
        test(
            "a_service_never_calls_another_service",
            a_service_never_calls_another_service,
        ),
        test(
            "the_server_knows_nothing_of_the_web",
            the_server_knows_nothing_of_the_web,
        ),
        test(
            "every_file_says_in_its_first_line_what_it_is_for",
            every_file_says_in_its_first_line_what_it_is_for,
        ),
        test(
            "the_registered_server_functions_are_the_table_s",
            the_registered_server_functions_are_the_table_s,
        ),
        test("no_page_speaks_for_itself", no_page_speaks_for_itself),
        test("migrations_only_add", migrations_only_add),
    ]
}

fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    walk(&root, &mut found);
    found
        .into_iter()
        .map(|path| {
            (
                path.strip_prefix(&root).expect("below it").to_owned(),
                fs::read_to_string(&path).expect("a text"),
            )
        })
        .collect()
}

/// `server/policy/codes.rs` → `server::policy`.
fn module_of(path: &Path) -> String {
    let mut parts: Vec<String> = path
        .with_extension("")
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    parts.truncate(if parts[0] == "server" { 2 } else { 1 });
    parts.retain(|part| part != "mod");
    parts.join("::")
}

/// Every path of our own that the text names, without comments and tests: flattened out of `use
/// crate::{…}` trees, `crate::a::b` paths and those that begin with `super`.
fn imports(path: &Path, text: &str) -> BTreeSet<String> {
    let code: String = text
        .split("#[cfg(test)]")
        .next()
        .unwrap_or(text)
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    let mut named = BTreeSet::new();
    for (start, _) in code.match_indices("crate::") {
        flatten(
            &code[start + "crate::".len()..],
            &mut Vec::new(),
            &mut named,
        );
    }
    let own: Vec<String> = path
        .with_extension("")
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    for (start, _) in code
        .match_indices("super::")
        .filter(|(start, _)| !code[..*start].ends_with("super::"))
    {
        let (mut prefix, mut rest): (Vec<&str>, &str) = (
            own.iter()
                .map(String::as_str)
                .filter(|part| *part != "mod")
                .collect(),
            &code[start..],
        );
        while let Some(after) = rest.strip_prefix("super::") {
            prefix.pop();
            rest = after;
        }
        let mut above = BTreeSet::new();
        flatten(rest, &mut prefix, &mut above);
        // What is of no module of ours was said in a module within the file, and is the file's own.
        named.extend(above.into_iter().filter(|import| {
            let top = import.split("::").next();
            TABLE.iter().any(|(module, _)| Some(*module) == top)
        }));
    }
    named
}

/// Reads one path or one braced list of paths; returns what is left.
fn flatten<'a>(
    mut rest: &'a str,
    prefix: &mut Vec<&'a str>,
    named: &mut BTreeSet<String>,
) -> &'a str {
    let depth = prefix.len();
    loop {
        let end = rest
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if !word.is_empty() {
            prefix.push(word);
        }
        if let Some(after) = after.strip_prefix("::") {
            rest = after;
        } else if word.is_empty() && after.starts_with('{') {
            rest = after[1..].trim_start();
            while !rest.starts_with('}') && !rest.is_empty() {
                rest = flatten(rest, prefix, named)
                    .trim_start()
                    .trim_start_matches(',')
                    .trim_start();
            }
            prefix.truncate(depth);
            return rest.get(1..).unwrap_or_default();
        } else {
            named.insert(
                prefix
                    .iter()
                    .take(3)
                    .copied()
                    .collect::<Vec<_>>()
                    .join("::"),
            );
            prefix.truncate(depth);
            return after;
        }
    }
}

fn modules_import_only_what_the_table_allows() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        let module = module_of(&path);
        if matches!(module.as_str(), "tests" | "lib" | "main") {
            continue;
        }
        let Some((_, allowed)) = TABLE.iter().find(|(name, _)| *name == module) else {
            broken.push(format!("{} is in no row of the table", path.display()));
            continue;
        };
        for import in imports(&path, &text) {
            let target = match import.split("::").collect::<Vec<_>>().as_slice() {
                ["server", inner, ..] if module.starts_with("server") && has_row(inner) => {
                    (*inner).to_owned()
                }
                [top, ..] => (*top).to_owned(),
                [] => continue,
            };
            if module.rsplit("::").next() != Some(target.as_str())
                && !allowed.contains(&target.as_str())
            {
                broken.push(format!("{} imports {import}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// Whether this is a module of the server, and not something of its root.
fn has_row(inner: &str) -> bool {
    TABLE
        .iter()
        .any(|(name, _)| name.strip_prefix("server::") == Some(inner))
}

fn a_service_never_calls_another_service() {
    for (path, text) in sources() {
        if module_of(&path) == "server::services" {
            assert!(
                imports(&path, &text)
                    .iter()
                    .all(|import| !import.starts_with("server::services"))
                    && !text.contains("super::"),
                "{}",
                path.display()
            );
        }
    }
}

fn the_server_knows_nothing_of_the_web() {
    for (path, text) in sources() {
        if path.starts_with("server") {
            for library in ["leptos::", "axum::", "tower_sessions::"] {
                assert!(!text.contains(library), "{} uses {library}", path.display());
            }
        }
    }
}

fn every_file_says_in_its_first_line_what_it_is_for() {
    for (path, text) in sources() {
        assert!(text.starts_with("//! "), "{}", path.display());
    }
}

fn the_registered_server_functions_are_the_table_s() {
    let registered: BTreeSet<(String, String)> = leptos::server_fn::axum::server_fn_paths()
        .map(|(path, method)| (method.to_string(), path.to_owned()))
        .collect();
    let table: BTreeSet<(String, String)> = menhu::api::OPERATIONS
        .iter()
        .map(|operation| (operation.method.to_owned(), operation.path()))
        .collect();
    assert_eq!(registered, table);
}

/// Every word of the interface lives in the catalogue.
fn no_page_speaks_for_itself() {
    for (path, text) in sources() {
        if path.starts_with("pages")
            || path.starts_with("components")
            || path == Path::new("app.rs")
        {
            let spoken: Vec<&str> = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .filter(|line| line.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)))
                .collect();
            assert!(spoken.is_empty(), "{}: {spoken:?}", path.display());
        }
    }
}

/// One that takes something away says so in its first line, and comes as late as
/// `migrations/README.md` asks.
fn migrations_only_add() {
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations"))
        .expect("a folder")
        .flatten()
    {
        let (path, text) = (
            entry.path(),
            fs::read_to_string(entry.path()).expect("a text"),
        );
        if path.extension().is_some_and(|ending| ending == "sql")
            && !text.starts_with("-- Contracts:")
        {
            let statements = text
                .lines()
                .filter(|line| !line.starts_with("--"))
                .collect::<String>()
                .to_uppercase();
            for taking in ["DROP ", "RENAME ", "ALTER COLUMN", "DELETE ", "UPDATE "] {
                assert!(!statements.contains(taking), "{}: {taking}", path.display());
            }
        }
    }
}
