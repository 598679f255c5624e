package evidence

// Printed is a number as its source printed it: "1.33", "0·47", "−0.5",
// "<0.001", "18 624". It is never reformatted on the way to a table.
type Printed string
