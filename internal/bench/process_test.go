package bench_test

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// folder is where the program is built; TestMain removes it.
var folder = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "authconsole-bench-") })

// binary builds the program once, as it is shipped.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := folder()
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "authconsole")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, "workbooks.com/authconsole")
	build.Stderr = os.Stderr
	return path, build.Run()
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := folder(); err == nil {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

// process is one running program.
type process struct {
	b   *testing.B
	cmd *exec.Cmd
	URL string
}

const sessionKey = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="

// pair starts a simulated Microsoft and a console that uses it, with one core
// each as in performance.md.
func pair(b *testing.B, database string) *process {
	b.Helper()
	console, simulator := freeAddress(b), freeAddress(b)
	start(b, simulator, nil, "simulator", "--listen", simulator, "--console", "http://"+console)
	return start(b, console, serveEnv(console, simulator, database), "serve")
}

func serveEnv(console, simulator, database string) []string {
	return []string{
		"LISTEN=" + console, "PUBLIC_URL=http://" + console, "DATABASE_URL=sqlite:" + database, "SESSION_KEY=" + sessionKey,
		"MICROSOFT_AUTHORITY=http://" + simulator, "MICROSOFT_GRAPH_URL=http://" + simulator + "/graph",
		"MICROSOFT_CLIENT_ID=" + clientID, "MICROSOFT_CLIENT_SECRET=" + clientSecret,
	}
}

func start(b *testing.B, address string, env []string, args ...string) *process {
	b.Helper()
	path, err := binary()
	if err != nil {
		b.Fatal(err)
	}
	return startAt(b, path, address, env, args...)
}

// startAt starts a program of ours with one core, and waits until it answers.
func startAt(b *testing.B, path, address string, env []string, args ...string) *process {
	b.Helper()
	p := &process{b: b, cmd: exec.CommandContext(context.Background(), path, args...), URL: "http://" + address}
	p.cmd.Env = append(append(os.Environ(), "GOMAXPROCS=1"), env...)
	if err := p.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(p.stop)
	p.await("/healthz")
	return p
}

func (p *process) stop() {
	if p.cmd.ProcessState != nil {
		return
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	_ = p.cmd.Wait()
}

// await asks until the process answers; any status will do.
func (p *process) await(path string) {
	p.b.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(200 * time.Microsecond) {
		res, err := http.Get(p.URL + path)
		if err == nil {
			_ = res.Body.Close()
			return
		}
	}
	p.b.Fatalf("%s did not answer", p.URL)
}

// cpu is the processor time used so far, user and system.
func (p *process) cpu() time.Duration {
	p.b.Helper()
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(p.cmd.Process.Pid) + "/stat")
	if err != nil {
		p.b.Fatal(err)
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond // a clock tick is 10 ms
}

// resident is the resident memory in bytes.
func (p *process) resident() float64 {
	p.b.Helper()
	status, err := os.ReadFile("/proc/" + strconv.Itoa(p.cmd.Process.Pid) + "/status")
	if err != nil {
		p.b.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.Atoi(strings.Fields(rest)[0])
			return float64(kb) * 1024
		}
	}
	p.b.Fatal("no VmRSS")
	return 0
}

func freeAddress(b *testing.B) string {
	b.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = ln.Close() }()
	return ln.Addr().String()
}

// database makes a database with the people that the benchmarks log in as.
func database(b *testing.B) string {
	b.Helper()
	db := filepath.Join(b.TempDir(), "workbooks.db")
	people(b, db)
	return db
}

// people makes the accounts, their licences and their administrators.
func people(b *testing.B, db string) {
	b.Helper()
	path, err := binary()
	if err != nil {
		b.Fatal(err)
	}
	run := func(stdin string, args ...string) {
		cmd := exec.Command(path, args...)
		cmd.Env, cmd.Stdin = append(os.Environ(), "DATABASE_URL=sqlite:"+db), strings.NewReader(stdin)
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	for _, name := range organisations() {
		run("", "account", "add", name, "--advanced-security")
		run("", "account", "licences", name, "CRM=5000")
		run(password+"\n", "user", "add", "--account", name, "--email", name+"@bench.example", "--name", name, "--role", "administrator")
	}
}

const password = "a long enough password"

// organisations are accounts that can each link one tenant of the simulator.
func organisations() []string { return []string{"brightwater", "harbour", "quarry", "longname"} }
