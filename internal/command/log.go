package command

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync"
	"time"
)

const (
	logBuffer      = 1 << 20 // bytes that wait for a sink that does not take them
	logFlushWithin = 2 * time.Second
)

// LogSink writes log lines to a sink that may block or be full, and never blocks
// whoever logs (reliability.md F31): at most 1 MiB waits, further lines are dropped
// and counted, and a line in their place says how many as soon as the sink takes one
// again. Each Write must be one whole line. Close ends it.
type LogSink struct {
	to  io.Writer
	now func() time.Time

	mu      sync.Mutex
	more    sync.Cond
	waiting []byte // whole lines
	writing int    // bytes in the writer's hands
	missing uint64 // lines dropped and not yet told of
	gap     int    // where in waiting they are missing
	failing bool   // the sink took not all of the last lines
	dropped uint64
	closed  bool
	done    chan struct{} // closed when the writer has ended
}

// NewLogSink starts writing to a sink.
func NewLogSink(to io.Writer, now func() time.Time) *LogSink {
	s := &LogSink{to: to, now: now, done: make(chan struct{})}
	s.more.L = &s.mu
	go s.run()
	return s
}

// Write takes one line, or drops it. It returns at once and never fails.
func (s *LogSink) Write(line []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.writing+len(s.waiting)+len(line) > logBuffer {
		if s.missing == 0 {
			s.gap = len(s.waiting)
		}
		s.lost(1)
		return len(line), nil
	}
	s.waiting = append(s.waiting, line...)
	s.more.Signal()
	return len(line), nil
}

// Dropped is how many lines were dropped since the start.
func (s *LogSink) Dropped() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dropped
}

// Close writes what waits, for at most two seconds, and takes nothing more.
func (s *LogSink) Close() {
	s.mu.Lock()
	s.closed = true
	s.more.Signal()
	s.mu.Unlock()
	patience := time.NewTimer(logFlushWithin)
	defer patience.Stop()
	select {
	case <-s.done:
	case <-patience.C:
	}
}

// batch is what the writer takes at a time.
type batch struct {
	told    []byte // the line about missing ones, or nothing
	missing uint64 // how many it tells of
	lines   []byte
}

func (s *LogSink) run() {
	defer close(s.done)
	torn := false // the sink has the beginning of a line without its end
	for {
		b, more := s.take()
		if !more {
			return
		}
		if torn {
			_, err := s.to.Write([]byte{'\n'})
			torn = err != nil
		}
		all := slices.Concat(b.told, b.lines)
		n, _ := s.to.Write(all)
		n = max(0, min(n, len(all)))
		if n > 0 {
			torn = all[n-1] != '\n'
		}
		s.wrote(b, n)
	}
}

// take waits for something to write, and reports false when there is nothing and
// never will be. What is missing is told in its place, but to a failing sink only
// before the next line, or it would be tried without end.
func (s *LogSink) take() (batch, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.waiting) == 0 && (s.missing == 0 || s.failing) {
		if s.closed {
			return batch{}, false
		}
		s.more.Wait()
	}
	var b batch
	switch {
	case s.missing > 0 && s.gap > 0:
		b.lines, s.waiting, s.gap = s.waiting[:s.gap], slices.Clone(s.waiting[s.gap:]), 0
	case s.missing > 0:
		b, s.waiting, s.missing = batch{told: s.tell(), missing: s.missing, lines: s.waiting}, nil, 0
	default:
		b.lines, s.waiting = s.waiting, nil
	}
	s.writing = len(b.lines)
	return b, true
}

// wrote counts what the sink left when it took n bytes of a batch.
func (s *LogSink) wrote(b batch, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writing, s.failing = 0, n < len(b.told)+len(b.lines)
	if !s.failing {
		return
	}
	s.gap = 0
	if n < len(b.told) {
		s.missing += b.missing // counted before
	}
	left := b.lines[max(0, n-len(b.told)):]
	s.lost(uint64(bytes.Count(left, []byte{'\n'})))
}

func (s *LogSink) lost(lines uint64) {
	s.missing += lines
	s.dropped += lines
}

func (s *LogSink) tell() []byte {
	return fmt.Appendf(nil, "time=%s level=%s msg=\"log lines dropped\" lines=%d\n",
		s.now().Format("2006-01-02T15:04:05.000Z07:00"), slog.LevelWarn, s.missing)
}
