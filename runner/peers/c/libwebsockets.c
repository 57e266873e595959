// An echo server on libwebsockets. The library hands over a message in pieces
// and writes when the connection takes it: the server puts the pieces together
// (the library has no limit for a message) and queues what it sends. It tells
// the application the code and reason only of a Close frame that starts the
// closing handshake. C has no exceptions, so the server does not offer fail. The
// UTF-8 of text messages is checked with LWS_SERVER_OPTION_VALIDATE_UTF8 only,
// which the library's own echo server switches on.

#define _GNU_SOURCE // vasprintf
#include <libwebsockets.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NO_STATUS = 1005, ABNORMAL = 1006 };

// How a watched connection ended.
struct ending {
	struct ending *next;
	struct session *session; // while it lasts
	int ended;
	int code;
	char reason[126];
	char id[];
};

// Something to be sent.
struct item {
	struct item *next;
	enum lws_write_protocol kind; // text, binary or ping
	unsigned long repeat;
	int closes, code;      // starts the closing handshake
	struct ending *report; // is the text of a report, once that can be told
	size_t length;
	unsigned char data[]; // LWS_PRE bytes for the library, then the payload
};

struct session {
	char *message; // the part that has arrived
	size_t length, capacity;
	struct item *queue, **tail;
	int closing; // we have sent a Close frame
	int code; // how the connection ends
	char reason[126];
};

static struct ending *endings;

static void *checked(void *memory)
{
	if (!memory) {
		perror("libwebsockets");
		exit(1);
	}
	return memory;
}

static void append(struct lws *wsi, struct session *s, struct item *item)
{
	item->next = NULL;
	*s->tail = item;
	s->tail = &item->next;
	lws_callback_on_writable(wsi);
}

static struct item *queue(struct lws *wsi, struct session *s, enum lws_write_protocol kind,
			  const char *payload, size_t length)
{
	struct item *item = checked(calloc(1, sizeof *item + LWS_PRE + length));

	item->kind = kind;
	item->repeat = 1;
	item->length = length;
	if (payload)
		memcpy(item->data + LWS_PRE, payload, length);
	append(wsi, s, item);
	return item;
}

static void queue_text(struct lws *wsi, struct session *s, const char *format, ...)
{
	va_list arguments;
	char *text;
	int length;

	va_start(arguments, format);
	length = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (length < 0)
		exit(1);
	queue(wsi, s, LWS_WRITE_TEXT, text, length);
	free(text);
}

// Takes the first item out of the queue that does not wait for a connection to
// end.
static struct item *take(struct session *s)
{
	for (struct item **link = &s->queue; *link; link = &(*link)->next) {
		struct item *item = *link;

		if (item->report && !item->report->ended)
			continue;
		*link = item->next;
		if (!item->next)
			s->tail = link;
		return item;
	}
	return NULL;
}

// Writes one item. The return value is that of the library's callback: nonzero
// closes the connection.
static int write_next(struct lws *wsi, struct session *s)
{
	struct item *item = s->closing ? NULL : take(s); // the library would send more

	if (!item)
		return 0;
	if (item->closes) {
		lws_close_reason(wsi, item->code, item->data + LWS_PRE, item->length);
		s->closing = 1;
		free(item);
		return -1;
	}
	if (item->report) {
		queue_text(wsi, s, "wsspec:closed %d unknown %s", item->report->code,
			   item->report->reason);
		free(item);
		return 0;
	}
	if (lws_write(wsi, item->data + LWS_PRE, item->length, item->kind) < (int)item->length) {
		free(item);
		return -1;
	}
	if (--item->repeat)
		append(wsi, s, item);
	else
		free(item);
	if (s->queue)
		lws_callback_on_writable(wsi);
	return 0;
}

// wsspec:watch and wsspec:report ask for an ID in whichever order they arrive.
static struct ending *ending_of(const char *id)
{
	struct ending *e;

	for (e = endings; e; e = e->next)
		if (!strcmp(e->id, id))
			return e;
	e = checked(calloc(1, sizeof *e + strlen(id) + 1));
	strcpy(e->id, id);
	e->next = endings;
	endings = e;
	return e;
}

// Gives the argument if the message is this command, and NULL if not.
static const char *argument_of(const char *message, const char *command)
{
	size_t n = strlen(command);

	if (strncmp(message, command, n) || (message[n] && message[n] != ' '))
		return NULL;
	return message + n + (message[n] == ' ');
}

// Does what a wsspec: text message asks for. Returns 0 for any message that is
// to be echoed.
static int handle(struct lws *wsi, struct session *s, const char *message)
{
	const char *argument;
	struct item *item;

	if (argument_of(message, "wsspec:hello")) {
		queue_text(wsi, s, "wsspec:ready close send ping report");
	} else if ((argument = argument_of(message, "wsspec:close"))) {
		// Without a code the library would not send a Close frame.
		int code = LWS_CLOSE_STATUS_NORMAL, end = 0;

		if (*argument && (sscanf(argument, "%d%n", &code, &end) != 1 ||
				  (argument[end] && argument[end] != ' ')))
			return 0;
		argument += end + (argument[end] == ' ');
		item = queue(wsi, s, LWS_WRITE_TEXT, argument, strlen(argument));
		item->closes = 1;
		item->code = code;
	} else if ((argument = argument_of(message, "wsspec:send"))) {
		unsigned long count;
		size_t size;
		int end;

		if (sscanf(argument, "%lu %zu%n", &count, &size, &end) != 2 || argument[end])
			return 0;
		if (count) {
			item = queue(wsi, s, LWS_WRITE_TEXT, NULL, size);
			item->repeat = count;
			memset(item->data + LWS_PRE, 'x', size);
		}
	} else if ((argument = argument_of(message, "wsspec:ping"))) {
		queue(wsi, s, LWS_WRITE_PING, argument, strlen(argument));
	} else if ((argument = argument_of(message, "wsspec:watch"))) {
		ending_of(argument)->session = s;
		queue_text(wsi, s, "wsspec:watching %s", argument);
	} else if ((argument = argument_of(message, "wsspec:report"))) {
		queue(wsi, s, LWS_WRITE_TEXT, NULL, 0)->report = ending_of(argument);
	} else {
		return 0;
	}
	return 1;
}

static void receive(struct lws *wsi, struct session *s, const void *part, size_t length)
{
	enum lws_write_protocol kind = lws_frame_is_binary(wsi) ? LWS_WRITE_BINARY : LWS_WRITE_TEXT;
	size_t needed = s->length + length + 1;

	if (needed > s->capacity) {
		s->capacity = needed > 2 * s->capacity ? needed : 2 * s->capacity;
		s->message = checked(realloc(s->message, s->capacity));
	}
	if (length)
		memcpy(s->message + s->length, part, length);
	s->length += length;
	if (!lws_is_final_fragment(wsi))
		return;
	s->message[s->length] = '\0';
	if (kind == LWS_WRITE_BINARY || !handle(wsi, s, s->message))
		queue(wsi, s, kind, s->message, s->length);
	s->length = 0;
}

static lws_callback_function callback;

// A client that asks for no subprotocol gets the first one, without the library
// saying so.
static const struct lws_protocols protocols[] = {
	{ .name = "chat", .callback = callback, .per_session_data_size = sizeof(struct session) },
	{ .name = "superchat", .callback = callback, .per_session_data_size = sizeof(struct session) },
	{ 0 },
};

static void ended(struct lws *wsi, struct session *s)
{
	struct item *item;
	struct ending *e;

	while ((item = s->queue)) {
		s->queue = item->next;
		free(item);
	}
	free(s->message);
	for (e = endings; e; e = e->next) {
		if (e->session != s)
			continue;
		e->session = NULL;
		e->ended = 1;
		e->code = s->code;
		strcpy(e->reason, s->reason);
	}
	for (const struct lws_protocols *p = protocols; p->name; p++)
		lws_callback_on_writable_all_protocol(lws_get_context(wsi), p);
}

static int callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	struct session *s = user;
	char path[2];

	switch (reason) {
	case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
		if (lws_hdr_copy(wsi, path, sizeof path, WSI_TOKEN_GET_URI) == 1)
			return 0;
		lws_return_http_status(wsi, HTTP_STATUS_NOT_FOUND, NULL);
		return 1;
	case LWS_CALLBACK_ESTABLISHED:
		s->tail = &s->queue;
		s->code = ABNORMAL;
		return 0;
	case LWS_CALLBACK_RECEIVE:
		receive(wsi, s, in, len);
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return write_next(wsi, s);
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
		s->code = NO_STATUS;
		if (len >= 2) {
			const unsigned char *p = in;

			s->code = p[0] << 8 | p[1];
			memcpy(s->reason, p + 2, len - 2 < sizeof s->reason ? len - 2 : sizeof s->reason - 1);
		}
		return 0;
	case LWS_CALLBACK_CLOSED:
		ended(wsi, s);
		return 0;
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, len);
	}
}

static const struct lws_extension deflate[] = {
	{ "permessage-deflate", lws_extension_callback_pm_deflate, "permessage-deflate" },
	{ 0 },
};

static void *exit_at_end_of_input(void *unused)
{
	char buffer[512];

	while (read(STDIN_FILENO, buffer, sizeof buffer) > 0)
		;
	_exit(0);
}

int main(int argc, char **argv)
{
	struct lws_context_creation_info info = {
		.iface = "127.0.0.1",
		.port = 0,
		.protocols = protocols,
		.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_VALIDATE_UTF8,
		.extensions = argc > 1 && !strcmp(argv[1], "deflate") ? deflate : NULL, // none by default
	};
	struct lws_context *context = checked(lws_create_context(&info));
	struct lws_vhost *vhost = checked(lws_create_vhost(context, &info));
	pthread_t thread;

	printf("listening on 127.0.0.1:%d\n", lws_get_vhost_listen_port(vhost));
	fflush(stdout);
	if (pthread_create(&thread, NULL, exit_at_end_of_input, NULL))
		return 1;
	while (lws_service(context, 0) >= 0)
		;
	return 1;
}
