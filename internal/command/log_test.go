package command_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"workbooks.com/authconsole/internal/command"
)

// TestF31_ALogThatNobodyReadsBlocksNobody logs 100,000 lines into a pipe that is not
// read, and reads it afterwards.
func TestF31_ALogThatNobodyReadsBlocksNobody(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	sink := command.NewLogSink(w, time.Now)
	log := slog.New(slog.NewTextHandler(sink, nil))
	const lines = 100_000
	logged := make(chan struct{})
	go func() {
		defer close(logged)
		for i := range lines {
			log.Info("request", "number", i, "route", "/start/configuration/authentication")
		}
	}()
	select {
	case <-logged:
	case <-time.After(30 * time.Second):
		t.Fatal("logging blocks")
	}
	dropped := sink.Dropped()
	if dropped == 0 || dropped >= lines {
		t.Fatalf("%d lines were dropped", dropped)
	}
	read := make(chan string)
	go func() {
		all, _ := io.ReadAll(r)
		read <- string(all)
	}()
	sink.Close()
	_ = w.Close()
	got := <-read
	if told := toldDropped(t, got); told != dropped {
		t.Errorf("the log tells of %d dropped lines, %d were", told, dropped)
	}
	if kept := strings.Count(got, "msg=request"); uint64(kept)+dropped != lines {
		t.Errorf("%d lines kept and %d dropped of %d", kept, dropped, lines)
	}
	if len(got) > 1<<20+128<<10 { // the buffer, and what the pipe itself holds
		t.Errorf("%d bytes waited", len(got))
	}
}

// toldDropped adds up what the log says was dropped; every line must be whole.
func toldDropped(t *testing.T, log string) (sum uint64) {
	t.Helper()
	line := regexp.MustCompile(`^time=\S+ level=(INFO msg=\S.*|WARN msg="log lines dropped" lines=(\d+))$`)
	for l := range strings.Lines(log) {
		m := line.FindStringSubmatch(strings.TrimSuffix(l, "\n"))
		if m == nil {
			t.Errorf("torn line %q", l)
			continue
		}
		n, _ := strconv.ParseUint(m[2], 10, 64)
		sum += n
	}
	return sum
}

// disk is a sink with room for so many bytes, as a file system is.
type disk struct {
	bytes.Buffer
	room int
}

var errFull = errors.New("no space left on device")

func (d *disk) Write(p []byte) (int, error) {
	n := min(len(p), d.room)
	d.room -= n
	_, _ = d.Buffer.Write(p[:n])
	if n < len(p) {
		return n, errFull
	}
	return n, nil
}

func TestF31_AFullDiskLosesLinesAndSaysSoWhenThereIsRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := &disk{room: 25} // the second line is torn
		sink := command.NewLogSink(to, time.Now)
		for i := range 10 {
			fmt.Fprintf(sink, "the line with number %d\n", i)
			synctest.Wait()
		}
		if sink.Dropped() != 9 {
			t.Errorf("%d lines were dropped", sink.Dropped())
		}
		to.room = 1 << 20
		fmt.Fprintln(sink, "the last line")
		sink.Close()
		want := "the line with number 0\nth\ntime=2000-01-01T00:00:00.000Z level=WARN msg=\"log lines dropped\" lines=9\nthe last line\n"
		if got := strings.ReplaceAll(to.String(), time.Now().Format("2006-01-02T15:04:05.000Z07:00"), "2000-01-01T00:00:00.000Z"); got != want {
			t.Errorf("the log holds\n%s", got)
		}
	})
}

func TestF31_WhatWasDroppedIsToldWithoutAnotherLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		sink := command.NewLogSink(w, time.Now)
		line := strings.Repeat("x", 1000) + "\n"
		for range 2000 {
			fmt.Fprint(sink, line)
		}
		var got output
		go func() { _, _ = io.Copy(&got, r) }()
		synctest.Wait() // nobody logs any more
		if n := sink.Dropped(); n == 0 || !strings.HasSuffix(got.String(), fmt.Sprintf("lines=%d\n", n)) {
			t.Errorf("%d dropped, the log ends %q", n, got.String()[max(0, len(got.String())-80):])
		}
		sink.Close()
		_ = w.Close()
	})
}

func TestF31_OneMegabyteWaitsWhatIsBeingWrittenIncluded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		sink := command.NewLogSink(w, time.Now)
		half := strings.Repeat("x", 1<<19-1) + "\n"
		for n, want := range []uint64{0, 0, 1} {
			fmt.Fprint(sink, half)
			synctest.Wait() // the first is in the writer's hands
			if sink.Dropped() != want {
				t.Errorf("after line %d: %d dropped", n+1, sink.Dropped())
			}
		}
		_ = r.Close()
		sink.Close()
	})
}

func TestF31_ClosingWaitsTwoSecondsAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		sink := command.NewLogSink(w, time.Now)
		fmt.Fprintln(sink, "nobody reads this")
		began := time.Now()
		sink.Close()
		if took := time.Since(began); took != 2*time.Second {
			t.Errorf("closing took %s", took)
		}
		fmt.Fprintln(sink, "too late")
		if sink.Dropped() != 1 {
			t.Errorf("%d lines dropped", sink.Dropped())
		}
		_ = r.Close()
	})
}

// TestF31_TheConsoleServesWhileItsLogBlocks runs serve with a log that takes not one
// byte.
func TestF31_TheConsoleServesWhileItsLogBlocks(t *testing.T) {
	freshDatabase(t)
	console := freePort(t)
	for name, value := range map[string]string{
		"LISTEN": console, "PUBLIC_URL": "http://" + console, "SESSION_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
		"MICROSOFT_AUTHORITY": "http://" + freePort(t), "MICROSOFT_CLIENT_ID": "5d3f8a10-77c2-4b6e-9a41-0c8e2f6b1a00", "MICROSOFT_CLIENT_SECRET": "y",
	} {
		t.Setenv(name, value)
	}
	r, w := io.Pipe()
	defer func() { _ = r.Close() }()
	s := backgroundTo(t, w, "serve")
	waitFor(t, "http://"+console+"/readyz")
	for range 100 {
		if status, _ := get(t, "http://"+console+"/login"); status != http.StatusOK {
			t.Fatalf("login page: %d", status)
		}
	}
	if code := s.end(); code != command.ExitDone {
		t.Errorf("exit %d", code)
	}
}
