// Builds and updates what is seen. Text from the server only ever becomes text: nothing here takes HTML.

const SVG = 'http://www.w3.org/2000/svg';
// Control characters, and what turns the direction of text; in names also what has no width.
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const WIDTHLESS = /[\t\n\u00ad\u200b-\u200d\u2060-\u2065\ufeff]/g;

// An element. Of props: on... are handlers, true is an empty attribute, null and false are none.
function h(tag, props, ...children) {
    return fill(document.createElement(tag), props, children);
}

function svg(tag, props, ...children) {
    return fill(document.createElementNS(SVG, tag), props, children);
}

function fill(node, props, children) {
    for (const [name, value] of Object.entries(props ?? {})) {
        if (name.startsWith('on')) {
            node[name] = value;
        } else if (value !== null && value !== undefined && value !== false) {
            node.setAttribute(name, value === true ? '' : String(value));
        }
    }
    node.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
    return node;
}

function byNumber(c) {
    return '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0');
}

// Text that somebody else has written: what cannot be seen is shown by its number, and it cannot turn its neighbours.
function visible(text) {
    return String(text).replace(HIDDEN, byNumber);
}

function visibleName(text) {
    return visible(text).replace(WIDTHLESS, byNumber);
}

function name(text) {
    return h('bdi', { class: 'name' }, visibleName(text));
}

const HANDLERS = ['onclick', 'onsubmit', 'oninput', 'onchange', 'onkeydown'];

// Makes old children what the new ones are, and keeps nodes: focus, selection and what was typed stay where they are.
function update(parent, fresh) {
    const wanted = new Set(fresh.map(node => node.dataset?.key));
    const keyed = new Map();
    for (const child of [...parent.children]) {
        if (child.dataset.key === undefined) {
            continue;
        }
        if (wanted.has(child.dataset.key)) {
            keyed.set(child.dataset.key, child);
        } else {
            child.remove();
        }
    }
    let at = parent.firstChild;
    for (const node of fresh) {
        const key = node.dataset?.key;
        const twin = key !== undefined ? keyed.get(key) : at;
        keyed.delete(key);
        if (twin && isAlike(twin, node)) {
            if (twin !== at) {
                parent.insertBefore(twin, at);
            } else {
                at = at.nextSibling;
            }
            adopt(twin, node);
        } else {
            parent.insertBefore(node, at);
        }
    }
    while (at) {
        const next = at.nextSibling;
        at.remove();
        at = next;
    }
}

function isAlike(old, fresh) {
    return old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName &&
        old.dataset?.key === fresh.dataset?.key;
}

function adopt(old, fresh) {
    if (old.nodeType === Node.TEXT_NODE) {
        if (old.data !== fresh.data) {
            old.data = fresh.data;
        }
        return;
    }
    for (const { name: attribute } of [...old.attributes]) {
        // Whether something is open is for the one who looks at it to say.
        if (!fresh.hasAttribute(attribute) && !(attribute === 'open' && old.nodeName === 'DETAILS')) {
            old.removeAttribute(attribute);
        }
    }
    for (const { name: attribute, value } of fresh.attributes) {
        if (old.getAttribute(attribute) !== value) {
            old.setAttribute(attribute, value);
        }
    }
    HANDLERS.forEach(handler => { old[handler] = fresh[handler]; });
    update(old, [...fresh.childNodes]);
}

function show(parent, ...children) {
    update(parent, [...h('div', {}, children).childNodes]);
}

const WHOLE = new Intl.NumberFormat('en-US');
const ONE_DIGIT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

function count(value) {
    return value === undefined || value === null ? '–' : WHOLE.format(value);
}

function bytes(value) {
    if (value === undefined || value === null) {
        return '–';
    }
    const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
    let unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
        value /= 1024;
        unit++;
    }
    return ONE_DIGIT.format(value) + ' ' + units[unit];
}

function rate(value) {
    if (value === undefined || value === null) {
        return '–';
    }
    return value < 10 ? ONE_DIGIT.format(value) : count(Math.round(value));
}

function byteRate(value) {
    return value === undefined || value === null ? '–' : bytes(value) + '/s';
}

function plural(value, one, many) {
    return count(value) + ' ' + (value === 1 ? one : many ?? one + 's');
}

// A nanosecond duration of a limit, 0 for none.
function duration(ns) {
    const units = [['d', 86400e9], ['h', 3600e9], ['min', 60e9], ['s', 1e9], ['ms', 1e6]];
    const [unit, size] = units.find(([, least]) => ns >= least && ns % least === 0) ?? ['s', 1e9];
    return ns === 0 ? 'unlimited' : ONE_DIGIT.format(ns / size) + ' ' + unit;
}

function limit(value, write) {
    return value === 0 ? 'unlimited' : write(value);
}

function badge(text, kind) {
    return h('span', { class: 'badge ' + kind }, text);
}

function button(text, onclick, props) {
    return h('button', { type: 'button', onclick, ...props }, text);
}

function facts(...pairs) {
    return h('dl', { class: 'facts' }, pairs.filter(pair => pair).map(([term, value]) =>
        h('div', {}, h('dt', {}, term), h('dd', {}, value))));
}

function panel(title, ...children) {
    return h('section', { class: 'panel' }, h('h2', {}, title), children);
}

// Columns are [title, class]; rows are { key, cells }. The roles stay when a narrow window makes blocks of the cells.
function table(caption, columns, rows, nothing) {
    if (rows.length === 0) {
        return h('p', { class: 'nothing' }, nothing);
    }
    return h('div', { class: 'scroll' }, h('table', { role: 'table' },
        h('caption', {}, caption),
        h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, columns.map(([title, kind]) => h('th', {
            scope: 'col', role: 'columnheader', class: kind }, title)))),
        h('tbody', { role: 'rowgroup' }, rows.map(row => h('tr', { role: 'row', 'data-key': row.key }, row.cells.map(
            (cell, i) => h('td', { role: 'cell', class: columns[i][1], 'data-label': columns[i][0] }, h('span', {},
                cell))))))));
}

// A line of the last values.
function sparkline(values, title) {
    const width = 160;
    const height = 32;
    const top = Math.max(...values, 1e-9);
    const points = values.map((value, i) => (width * i / Math.max(1, values.length - 1)).toFixed(1) + ',' +
        (height - 1 - (height - 2) * value / top).toFixed(1));
    return svg('svg', { viewBox: `0 0 ${width} ${height}`, class: 'spark', role: 'img', 'aria-label': title,
        preserveAspectRatio: 'none' }, values.length > 1 ? svg('polyline', { points: points.join(' ') }) : null);
}
