package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mattn/go-sqlite3"
)

// maxBatch bounds one transaction, and with it the wait of its first caller.
const maxBatch = 256

// maxWaiting bounds the queue; more callers are told to come again.
const maxWaiting = 4096

var (
	errClosed  = errors.New("store is closed")
	errCrowded = errors.New("too many writes are waiting")
	errWaited  = errors.New("waited too long for other writes")
)

// The life of a job. Whoever moves it from waiting decides whether it runs.
const (
	jobWaiting int32 = iota
	jobStarted
	jobAbandoned
)

// job is one caller's work inside the next transaction. It may run twice, so run
// must not build on what it left outside of the transaction the first time.
type job struct {
	ctx   context.Context
	run   func(context.Context, *tx) error
	state atomic.Int32
	err   error
	done  chan error
}

func (j *job) abandon() bool { return j.state.CompareAndSwap(jobWaiting, jobAbandoned) }

func (j *job) start() bool {
	if j.ctx.Err() != nil {
		return false
	}
	return j.state.CompareAndSwap(jobWaiting, jobStarted)
}

// writer runs the jobs of all callers on one connection, as many at a time as are
// waiting, in one transaction: one fdatasync then serves them all, and no two
// writers meet at SQLite's lock (performance.md §2).
//
// There is no goroutine of its own: whoever holds the turn runs the batch for
// everybody. So a lone caller pays for no change of goroutine, and none is left
// when the callers are gone.
type writer struct {
	db      *sql.DB
	wait    time.Duration
	now     func() time.Time
	log     *slog.Logger
	turn    chan struct{} // holds the turn when nobody does
	session *session      // nil when it must be opened anew; used with the turn only
	last    int           // jobs in the last batch; used with the turn only

	mu     sync.Mutex
	queue  []*job
	closed bool
}

// do runs a job and returns when its transaction is durable or rolled back. It
// waits at most w.wait for its turn. A job whose context ends before its turn
// never runs; one that has begun is awaited, since it may become durable.
func (w *writer) do(ctx context.Context, run func(context.Context, *tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j := &job{ctx: ctx, run: run, done: make(chan error, 1)}
	if err := w.push(j); err != nil {
		return err
	}
	select {
	case <-w.turn:
		w.lead()
	default:
	}
	return w.await(j)
}

// await returns the job's result. While it waits it takes the turn when that is
// free, since then nobody else might run the job.
func (w *writer) await(j *job) error {
	select {
	case err := <-j.done:
		return err
	default:
	}
	timer := time.NewTimer(w.wait)
	defer timer.Stop()
	for {
		select {
		case err := <-j.done:
			return err
		case <-w.turn:
			w.lead()
		case <-j.ctx.Done():
			if j.abandon() {
				return j.ctx.Err()
			}
			return <-j.done
		case <-timer.C:
			if j.abandon() {
				return busy(errWaited)
			}
			return <-j.done
		}
	}
}

// lead runs one batch and gives the turn back.
func (w *writer) lead() {
	defer func() { w.turn <- struct{}{} }()
	if n := w.waiting(); n > 0 {
		w.batch(w.gather(n))
	}
}

// gather lets the callers of the last batch, who have just been answered, come back
// before the next one begins, and returns how many jobs wait. Without it the first
// to come back would often pay for a fdatasync alone.
func (w *writer) gather(n int) int {
	for try := 0; try < 4 && n < w.last; try++ {
		runtime.Gosched()
		n = w.waiting()
	}
	return n
}

func (w *writer) push(j *job) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return unavailable(errClosed)
	}
	if len(w.queue) >= maxWaiting {
		return busy(errCrowded)
	}
	w.queue = append(w.queue, j)
	return nil
}

// close takes no new jobs, finishes those that wait and keeps the turn for good.
// It reports false when that has been done before.
func (w *writer) close() bool {
	w.mu.Lock()
	again := w.closed
	w.closed = true
	w.mu.Unlock()
	if again {
		return false
	}
	<-w.turn
	for n := w.waiting(); n > 0; n = w.waiting() {
		w.batch(n)
	}
	return true
}

func (w *writer) waiting() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.queue)
}

// take removes up to n jobs from the queue and keeps those that begin now.
func (w *writer) take(n int) []*job {
	w.mu.Lock()
	n = min(n, len(w.queue))
	jobs := append([]*job(nil), w.queue[:n]...)
	clear(w.queue[:n])
	w.queue = append(w.queue[:0], w.queue[n:]...)
	w.mu.Unlock()
	started := jobs[:0]
	for _, j := range jobs {
		if j.start() {
			started = append(started, j)
			continue
		}
		if j.abandon() {
			j.done <- j.ctx.Err()
		}
	}
	return started
}

// batch runs the waiting jobs in one transaction. The first n have seen the wait
// for the lock from its beginning, so they share its failure; later ones keep
// their own full wait.
func (w *writer) batch(n int) {
	ctx := context.Background()
	if err := w.begin(ctx); err != nil {
		finish(w.take(n), err)
		return
	}
	jobs := w.take(maxBatch)
	w.last = len(jobs)
	again, err := w.runPlain(jobs)
	if again {
		err = w.runAgain(ctx, jobs)
	}
	if err == nil {
		err = w.session.saveCounts(ctx)
	}
	if err == nil {
		err = w.session.exec(ctx, "commit")
	}
	if err != nil {
		w.rollback(ctx)
		finish(jobs, fmt.Errorf("commit: %w", err))
		return
	}
	finish(jobs, nil)
}

// finish answers every caller: with its own error, or with that of the whole batch.
func finish(jobs []*job, err error) {
	for _, j := range jobs {
		if j.err == nil {
			j.err = err
		}
		j.done <- j.err
	}
}

func (w *writer) begin(ctx context.Context) error {
	if w.session == nil {
		session, err := openSession(ctx, w.db)
		if err != nil {
			return err
		}
		w.session = session
	}
	err := w.session.exec(ctx, "begin immediate")
	if err != nil && !isBusy(err) {
		w.reset()
	}
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	clear(w.session.counted)
	return nil
}

func isBusy(err error) bool {
	var u *UnavailableError
	return errors.As(err, &u) && u.RetryAfter > 0
}

// runPlain runs the jobs without savepoints, which cost as much as a small job. It
// says again when one has failed half-way while others share the transaction.
func (w *writer) runPlain(jobs []*job) (again bool, err error) {
	for _, j := range jobs {
		dirty := w.runOne(j)
		if dirty && len(jobs) == 1 {
			return false, j.err
		}
		if dirty {
			return true, nil
		}
	}
	return false, nil
}

// runAgain undoes everything and runs each job behind a savepoint, so that one that
// fails undoes itself only. An error means that the transaction must be given up.
func (w *writer) runAgain(ctx context.Context, jobs []*job) error {
	w.rollback(ctx)
	if err := w.begin(ctx); err != nil {
		return err
	}
	for _, j := range jobs {
		if err := w.session.exec(ctx, "savepoint job"); err != nil {
			return err
		}
		end := "release job"
		if w.runOne(j); j.err != nil {
			end = "rollback to job"
		}
		// After a full disk SQLite may have ended the transaction by itself. Then
		// this fails, and nothing of the batch has happened.
		if err := w.session.exec(ctx, end); err != nil {
			return err
		}
	}
	return nil
}

// runOne runs a job and notes its error. It reports dirty when the job failed and
// may have left something behind in the transaction, or ended it: SQLite does that
// by itself after some errors of its own.
func (w *writer) runOne(j *job) (dirty bool) {
	t := &tx{session: w.session, now: w.now().UTC().Truncate(time.Microsecond), newID: newID}
	defer func() {
		if p := recover(); p != nil {
			w.log.Error("panic in a database write", "panic", p, "stack", string(debug.Stack()))
			j.err, dirty = fmt.Errorf("panic in a database write: %v", p), true
		}
	}()
	var engine sqlite3.Error
	j.err = j.run(context.WithoutCancel(j.ctx), t)
	return j.err != nil && (t.wrote || errors.As(j.err, &engine))
}

// rollback gives the transaction up. When even that fails, for example because
// SQLite has ended it already, the connection is replaced.
func (w *writer) rollback(ctx context.Context) {
	if w.session == nil {
		return
	}
	if err := w.session.exec(ctx, "rollback"); err != nil {
		w.reset()
	}
}

func (w *writer) reset() {
	w.session.discard()
	w.session = nil
}
