// Package browsertest drives report.html in headless Chromium: what a person
// does with the page, and that it asks nothing of anybody. It is a module of its
// own, so that the program does not depend on a browser driver. Without a
// Chromium on the machine its tests are skipped with a message.
package browsertest
