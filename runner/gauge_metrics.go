package runner

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// MetricsGauge reads memory and CPU time of a process that shows them at a URL, in the text format of Prometheus. The error
// says in a sentence why that cannot be done.
func MetricsGauge(ctx context.Context, raw string) (Gauge, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, errors.New("the URL of metrics begins with http:// or https:// and a host")
	}
	g := &metricsGauge{url: u, client: &http.Client{
		Timeout: metricsTimeout,
		// What stands elsewhere may be of somebody else.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	_, err = g.Read(ctx)
	return g, err
}

// Bounds of an answer: how long it may take, and how large it may be.
const (
	metricsTimeout = 3 * time.Second
	mostMetrics    = 8 << 20
)

// The names under which the client libraries of Prometheus show what a process uses.
const (
	metricMemory = "process_resident_memory_bytes"
	metricCPU    = "process_cpu_seconds_total"
)

type metricsGauge struct {
	url    *url.URL
	client *http.Client
}

func (g *metricsGauge) Read(ctx context.Context) (Usage, error) {
	u, err := g.read(ctx)
	if err != nil {
		var inner *url.Error
		if errors.As(err, &inner) { // it has the URL in it, with what may be a password
			err = inner.Err
		}
		if late := net.Error(nil); errors.As(err, &late) && late.Timeout() {
			err = fmt.Errorf("no answer within %s", metricsTimeout)
		}
		return Usage{}, fmt.Errorf("the metrics at %s cannot be read: %w", g.url.Redacted(), err)
	}
	return u, nil
}

func (g *metricsGauge) read(ctx context.Context) (Usage, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, g.url.String(), nil)
	if err != nil {
		return Usage{}, err
	}
	request.Header.Set("Accept", "text/plain;version=0.0.4")
	response, err := g.client.Do(request)
	if err != nil {
		return Usage{}, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return Usage{}, fmt.Errorf("status %d", response.StatusCode)
	}
	limited := &io.LimitedReader{R: response.Body, N: mostMetrics + 1}
	u, err := parseMetrics(limited)
	if limited.N <= 0 {
		err = fmt.Errorf("the answer has more than %d MiB", mostMetrics>>20)
	}
	return u, err
}

// parseMetrics finds the two metrics in text of Prometheus. A target of several processes may show each: they are added up.
func parseMetrics(text io.Reader) (Usage, error) {
	found := map[string]float64{}
	lines := bufio.NewScanner(text)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		name, value, ok := sample(lines.Bytes())
		if ok && (name == metricMemory || name == metricCPU) {
			found[name] += value
		}
	}
	if err := lines.Err(); err != nil {
		return Usage{}, err
	}
	var missing []string
	for _, name := range []string{metricMemory, metricCPU} {
		if _, ok := found[name]; !ok {
			missing = append(missing, name)
		}
	}
	if found[metricCPU] > math.MaxInt64/float64(time.Second) {
		return Usage{}, fmt.Errorf("%s is more than anybody has used", metricCPU)
	}
	if len(missing) > 0 {
		return Usage{}, fmt.Errorf("there is no %s among them", strings.Join(missing, " and no "))
	}
	return Usage{Memory: int64(found[metricMemory]), CPU: time.Duration(found[metricCPU] * float64(time.Second))}, nil
}

// sample reads a line: a name, labels in braces, a value, and a time that does not matter here.
func sample(line []byte) (name string, value float64, ok bool) {
	line = bytes.TrimSpace(line)
	end := bytes.IndexAny(line, "{ \t")
	if end <= 0 || line[0] == '#' {
		return "", 0, false
	}
	name, line = string(line[:end]), line[end:]
	if line[0] == '{' {
		line = behindLabels(line)
	}
	fields := bytes.Fields(line)
	if len(fields) == 0 || len(fields) > 2 {
		return "", 0, false
	}
	value, err := strconv.ParseFloat(string(fields[0]), 64)
	// Neither is larger than this by far, and what is converted to an integer has to fit.
	const most = 1 << 53
	return name, value, err == nil && !math.IsNaN(value) && value >= 0 && value <= most
}

// behindLabels is what follows the closing brace. In quotes, braces and escaped quotes are characters like others.
func behindLabels(line []byte) []byte {
	quoted := false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case c == '}' && !quoted:
			return line[i+1:]
		}
	}
	return nil
}
