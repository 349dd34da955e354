package ui

// The icons of the console, drawn on a grid of 20 by 20 with a stroke of 1.5.
// Each is the inside of an <svg>; Icon adds the frame.
func path(name string) string {
	switch name {
	case "ok":
		return `<circle cx="10" cy="10" r="7.25"/><path d="m6.75 10.25 2.25 2.25 4.25-4.75"/>`
	case "wait":
		return `<circle cx="10" cy="10" r="7.25"/><path d="M10 5.75V10l2.75 2"/>`
	case "warn":
		return `<path d="M10 3.25 17.25 16H2.75Z"/><path d="M10 8v3.75M10 13.75v.1"/>`
	case "stop":
		return `<path d="M7 2.75h6L17.25 7v6L13 17.25H7L2.75 13V7Z"/><path d="M10 6.5v4M10 13.25v.1"/>`
	case "idle":
		return `<circle cx="10" cy="10" r="7.25"/><path d="M7 10h6"/>`
	case "todo":
		return `<circle cx="10" cy="10" r="7.25"/>`
	case "info":
		return `<circle cx="10" cy="10" r="7.25"/><path d="M10 9.25v4M10 6.75v.1"/>`
	}
	return shape(name)
}

func shape(name string) string {
	switch name {
	case "start":
		return `<rect x="3" y="3" width="6" height="6" rx="1.5"/><rect x="11" y="3" width="6" height="6" rx="1.5"/><rect x="3" y="11" width="6" height="6" rx="1.5"/><rect x="11" y="11" width="6" height="6" rx="1.5"/>`
	case "desktop":
		return `<rect x="2.75" y="3.75" width="14.5" height="10" rx="1.5"/><path d="M7 16.75h6M10 13.75v3"/>`
	case "configuration":
		return `<path d="M3 6h6M13 6h4M3 14h3M10 14h7"/><circle cx="11" cy="6" r="2"/><circle cx="8" cy="14" r="2"/>`
	case "shield":
		return `<path d="M10 2.5 16 5v4.5c0 3.75-2.5 6.5-6 8-3.5-1.5-6-4.25-6-8V5Z"/><path d="m7.5 9.75 1.75 1.75L12.75 8"/>`
	case "key":
		return `<circle cx="7" cy="13" r="3.75"/><path d="m9.75 10.25 6.5-6.5M13 7l2.5 2.5"/>`
	case "organisation":
		return `<path d="M3.75 17V4.25h7.5V17M11.25 8.25h5V17M2.5 17h15M6.25 7.25h2.5M6.25 10.25h2.5M6.25 13.25h2.5"/>`
	case "window":
		return `<rect x="2.75" y="3.75" width="14.5" height="12.5" rx="1.5"/><path d="M2.75 7.25h14.5"/>`
	case "person":
		return `<circle cx="10" cy="6.75" r="3.25"/><path d="M3.75 16.75c.75-3 3.25-4.5 6.25-4.5s5.5 1.5 6.25 4.5"/>`
	}
	return sign(name)
}

func sign(name string) string {
	switch name {
	case "next":
		return `<path d="m8 5 5 5-5 5"/>`
	case "close":
		return `<path d="m5.5 5.5 9 9M14.5 5.5l-9 9"/>`
	case "copy":
		return `<rect x="7" y="7" width="9.25" height="9.25" rx="1.5"/><path d="M13 7V5.25c0-.75-.5-1.5-1.5-1.5H5.25c-.75 0-1.5.75-1.5 1.5v6.25c0 1 .75 1.5 1.5 1.5H7"/>`
	case "newtab":
		return `<path d="M11.5 3.75h4.75V8.5M16 4 9.5 10.5M13.5 11.5v3.25c0 .75-.5 1.5-1.5 1.5H5.25c-.75 0-1.5-.75-1.5-1.5V8c0-.75.75-1.5 1.5-1.5H8.5"/>`
	case "logout":
		return `<path d="M8 3.75H5.25c-.75 0-1.5.75-1.5 1.5v9.5c0 .75.75 1.5 1.5 1.5H8M12.5 6.5 16 10l-3.5 3.5M15.75 10H8"/>`
	case "print":
		return `<path d="M6 7V3.25h8V7M6 13.75H3.5v-5c0-1 .75-1.75 1.75-1.75h9.5c1 0 1.75.75 1.75 1.75v5H14M6 11.75h8v5H6Z"/>`
	case "theme":
		return `<circle cx="10" cy="10" r="7.25"/><path d="M10 2.75a7.25 7.25 0 0 1 0 14.5Z" fill="currentColor"/>`
	}
	return figure(name)
}

func figure(name string) string {
	switch name {
	case "pulse":
		return `<path d="M2.5 10.75h3.25L8 4.75l3.75 10.5 2.25-4.5h3.5"/>`
	case "eye":
		return `<path d="M2.5 10c1.75-3.25 4.25-5 7.5-5s5.75 1.75 7.5 5c-1.75 3.25-4.25 5-7.5 5s-5.75-1.75-7.5-5Z"/><circle cx="10" cy="10" r="2.25"/>`
	case "search":
		return `<circle cx="8.75" cy="8.75" r="5"/><path d="m12.5 12.5 4.25 4.25"/>`
	case "question":
		return `<circle cx="10" cy="10" r="7.25"/><path d="M7.75 8c0-1.25 1-2.25 2.25-2.25S12.25 6.75 12.25 8c0 1.5-2.25 1.75-2.25 3.25M10 13.75v.1"/>`
	case "phone":
		return `<path d="M4 3.5h3l1.5 3.75-2 1.25c.75 2 2.25 3.5 4.25 4.25l1.25-2L15.75 12.5v3c0 .75-.5 1.25-1.25 1.25C8.5 16.5 3.5 11.5 3 5c0-.75.25-1.5 1-1.5Z"/>`
	case "mail":
		return `<rect x="2.75" y="4.25" width="14.5" height="11.5" rx="1.5"/><path d="m3.25 5.5 6.75 5.25 6.75-5.25"/>`
	}
	return thing(name)
}

func thing(name string) string {
	switch name {
	case "login":
		return `<path d="M12 3.75h2.75c.75 0 1.5.75 1.5 1.5v9.5c0 .75-.75 1.5-1.5 1.5H12M8.5 6.5 12 10l-3.5 3.5M11.75 10H3.75"/>`
	case "people":
		return `<circle cx="7.5" cy="7" r="2.75"/><path d="M2.25 16c.5-2.75 2.5-4 5.25-4s4.75 1.25 5.25 4M12.5 4.5a2.75 2.75 0 0 1 0 5M14.5 12.25c1.75.5 2.75 1.75 3.25 3.75"/>`
	case "template":
		return `<rect x="3.25" y="3.25" width="13.5" height="13.5" rx="1.5"/><path d="M3.25 7.75h13.5M8 7.75v9"/>`
	case "screen":
		return `<rect x="2.25" y="4.25" width="11" height="8" rx="1.25"/><path d="M5 15.75h5.5"/><rect x="13.25" y="8.25" width="4.5" height="7.5" rx="1"/>`
	case "licence":
		return `<rect x="2.75" y="4.25" width="14.5" height="11.5" rx="1.5"/><circle cx="7" cy="9" r="1.75"/><path d="M4.75 13.25c.25-1 1-1.5 2.25-1.5s2 .5 2.25 1.5M11.75 8.25h3M11.75 11.25h3"/>`
	}
	return arrow(name)
}

func arrow(name string) string {
	switch name {
	case "up":
		return `<path d="M10 16V4.5M5.25 9 10 4.25 14.75 9"/>`
	case "down":
		return `<path d="M10 4v11.5M5.25 11 10 15.75 14.75 11"/>`
	case "handle":
		return `<path d="M7.5 5h.01M12.5 5h.01M7.5 10h.01M12.5 10h.01M7.5 15h.01M12.5 15h.01" stroke-width="2.25"/>`
	case "door":
		return `<path d="M5.75 17V3.75h8.5V17M3.25 17h13.5M11.5 10.5h.01"/>`
	}
	return ""
}
