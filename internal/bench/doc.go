// Package bench measures the program as it is shipped: a process of its own,
// stripped, with SQLite at synchronous=FULL, on loopback, beside a simulated
// Microsoft in another process. CPU is read from /proc/PID/stat, memory from
// /proc/PID/status. The benchmarks print figures and judge none; run them with
// make bench.
package bench
