// Package fuzz sends sequences that nobody wrote down, and knows of each which answers conform: package oracle derives
// them from the bytes that were sent. A correct Close with 1002 is no finding here, and a missing one is.
//
//   - Scenario is what is done to a target, as operations. It has one binary form, in which one byte changes one operation,
//     and a text that people read and edit (.wss).
//   - Generator makes scenarios from a seed, or from the bytes of native fuzzing.
//   - Player carries a scenario out on a connection; the Record that it keeps can be judged again at any time.
//   - Judge tells what about a Record does not conform.
//   - Shrink makes a scenario smaller while it shows the same violation.
//   - Campaign does all of this until the time is up.
package fuzz
