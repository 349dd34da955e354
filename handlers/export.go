package handlers

import (
	"bufio"
	"encoding/csv"
	"errors"
	"net/http"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/store"
)

const (
	// exportsAtOnce bounds how many exports run at a time.
	exportsAtOnce = 8
	// exportPatience is how long a reader may take for exportPiece bytes: 1 KB a
	// second is slow, but it goes on.
	exportPatience = 30 * time.Second
	exportPiece    = 8 << 10
)

// statusExport handles GET /status/export: the accounts of the view as CSV, page by
// page, so that neither memory nor the database waits for a slow reader.
func (c *Console) statusExport(ctx echo.Context) error {
	q, err := readStatusQuery(ctx)
	if err != nil {
		return err
	}
	if err := c.maySearch(ctx, q.Search); err != nil {
		return err
	}
	select {
	case c.exports <- struct{}{}:
		defer func() { <-c.exports }()
	default:
		return errTooMany
	}
	h := ctx.Response().Header()
	h.Set(echo.HeaderContentType, "text/csv; charset=utf-8; header=present")
	h.Set(echo.HeaderContentDisposition, `attachment; filename="link-status-`+c.Now().UTC().Format("2006-01-02")+`.csv"`)
	if ctx.Request().Method == http.MethodHead {
		return ctx.NoContent(http.StatusOK)
	}
	ctx.Response().WriteHeader(http.StatusOK)
	if err := c.writeExport(ctx, q.StatusFilter); err != nil {
		c.Log.Warn("export ended early", "reference", reference(ctx), "error", err)
		panic(http.ErrAbortHandler) // a cut file must not look like a whole one
	}
	return nil
}

// patientWriter gives the reader its time again for every piece.
type patientWriter struct {
	http.ResponseWriter
	control *http.ResponseController
}

func (w patientWriter) Write(p []byte) (int, error) {
	if err := w.control.SetWriteDeadline(time.Now().Add(exportPatience)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	return w.ResponseWriter.Write(p)
}

func (c *Console) writeExport(ctx echo.Context, f store.StatusFilter) error {
	// By name: what changes meanwhile keeps its place, so nothing is left out.
	f.After, f.Order = store.StatusKey{}, store.OrderName
	out := bufio.NewWriterSize(patientWriter{ctx.Response(), http.NewResponseController(ctx.Response().Writer)}, exportPiece)
	_, _ = out.WriteString("\ufeff") // spreadsheets then know that it is UTF-8; an error shows at Flush
	w := csv.NewWriter(out)
	w.UseCRLF = true
	if err := w.Write([]string{
		"Account ID", "Account", "State", "Health", "Reason", "Organisation", "Domain", "Tenant ID",
		"Last change (UTC)", "Last proven (UTC)", "Last failure (UTC)", "Last cause",
	}); err != nil {
		return err
	}
	for page, err := range c.Store.ExportStatuses(ctx.Request().Context(), f) {
		if err != nil {
			return err
		}
		for _, s := range page {
			if err := w.Write(exportRow(s)); err != nil {
				return err
			}
		}
		if w.Flush(); w.Error() != nil {
			return w.Error()
		}
	}
	w.Flush()
	return errors.Join(w.Error(), out.Flush())
}

func exportRow(s store.Status) []string {
	cause := ""
	if s.LastCause != guidance.None {
		cause = guidance.Explain(s.LastCause).Title
	}
	row := []string{
		s.AccountID, s.Name, stateWords(s.State), string(s.Health), reasonCell(s.Reason), s.Organisation, s.Domain, s.TenantID,
		exportTime(s.ChangedAt), exportTime(s.ProvenAt), exportTime(s.LastFailedAt), cause,
	}
	for i := range row {
		row[i] = harmless(row[i])
	}
	return row
}

func reasonCell(reason string) string {
	if reason == "" {
		return ""
	}
	return reasonWords(reason)
}

func exportTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateTime)
}

// harmless keeps a spreadsheet from taking a cell, or a part of one, for a formula
// (S97). The sign may stand after any sort of space, be one of the full-width forms,
// or follow a semicolon: where a comma is the decimal sign, files are split there.
func harmless(cell string) string {
	cell = strings.NewReplacer("\t", " ", "\r", " ", "\n", " ").Replace(cell)
	parts := strings.Split(cell, ";")
	for i, part := range parts {
		if first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(part, blank)); strings.ContainsRune("=+-@|%＝＋－＠", first) {
			parts[i] = "'" + part
		}
	}
	return strings.Join(parts, ";")
}

// blank reports whether a character shows as nothing at the beginning of a cell.
func blank(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '"' || r == '\''
}
