/// The command `komodo`.
///
/// - **For**: running, inspecting and diagnosing from a shell. The only room that prints, parses
///   arguments or exits.
/// - **In and out**: arguments in; text or JSON on standard output, messages on standard error, an
///   [ExitCode] out.
/// - **Invariants**: a mistake of the user is one helpful line and exit code 2; a stack trace only
///   with `--verbose`; colours and progress only where [Terminal] says so; a call of one
///   sub-command loads no other ([Subcommands]).
/// - **Importers**: nobody.
/// - **Start at** [Main].
@NullMarked
package dev.komodo.cli;

import org.jspecify.annotations.NullMarked;
