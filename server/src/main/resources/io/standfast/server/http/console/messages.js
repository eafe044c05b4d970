// Messages of a channel, for admins. They are read from this node's store: no subscription is made, no durable moves.

const MESSAGES = 20;
const SHOWN = 2000;
const HEX_SHOWN = 512;

const messages = {
    title: 'Messages',
    isStill: true,
    async load(parameters) {
        if (admin === null || !parameters.channel) {
            return null;
        }
        try {
            return await asAdmin(['channels', parameters.channel, 'messages'], { query: await messageQuery(
                parameters) });
        } catch (error) {
            if (error instanceof Refused) {
                return { error: error.message };
            }
            throw error;
        }
    },
    render(data, parameters) {
        return [messageForm(parameters), messagesOrWhyNot(data, parameters)];
    }
};

async function messageQuery({ channel: of, seq, time }) {
    if (time) {
        return `?limit=${MESSAGES}&time=${BigInt(new Date(time).getTime()) * 1000000n}`;
    }
    if (seq === 'last') {
        const { last } = await asAdmin(['channels', of]);
        return `?limit=${MESSAGES}&seq=${Math.max(1, last - MESSAGES + 1)}`;
    }
    return `?limit=${MESSAGES}&seq=${/^\d{1,15}$/.test(seq ?? '') ? seq : 1}`;
}

function messageForm(parameters) {
    const input = (label, props) => h('label', {}, label, ' ', h('input', { autocomplete: 'off', spellcheck: 'false',
        autocapitalize: 'none', ...props }));
    return h('form', { class: 'finder', 'data-key': 'form ' + (parameters.channel ?? ''), onsubmit: event => {
        event.preventDefault();
        const { channel: of, seq, time } = event.target.elements;
        go('messages', { channel: of.value, seq: seq.value || undefined, time: seq.value ? undefined : time.value });
    } }, input('Channel', { name: 'channel', value: parameters.channel ?? '', required: true }),
    input('Sequence', { name: 'seq', inputmode: 'numeric', pattern: '[0-9]{1,15}', size: 10 }),
    input('or time', { name: 'time', type: 'datetime-local', step: 1 }), h('button', { type: 'submit' }, 'Show'));
}

function messagesOrWhyNot(data, parameters) {
    if (admin === null) {
        return h('div', { class: 'nothing' }, h('p', {}, 'What messages say is for admins only.'), button('Log in',
            logIn, { class: 'primary' }));
    }
    if (!parameters.channel) {
        return h('p', { class: 'nothing' }, 'Name a channel, or choose one in ', link('channels', {}, 'Channels'), '.');
    }
    if (data === null || data.error) {
        return h('p', { class: 'warning' }, visible(data?.error ?? 'Nothing was found.'));
    }
    const shown = data.messages;
    const first = shown.at(0)?.sequence ?? data.next;
    const to = seq => go('messages', { channel: data.channel, seq });
    return h('div', { 'data-key': 'messages ' + data.channel }, h('nav', { class: 'pager', 'aria-label': 'Messages' },
        button('Oldest', () => to('1'), { disabled: first <= data.first }),
        button('Older', () => to(String(Math.max(1, first - MESSAGES))), { disabled: first <= data.first }),
        h('span', {}, shown.length === 0 ? 'none from here on' : `${count(first)}–${count(shown.at(-1).sequence)}`,
            data.last < data.first ? ', nothing is stored' : `, stored are ${count(data.first)}–${count(data.last)}`),
        button('Newer', () => to(String(data.next)), { disabled: data.next > data.last }),
        button('Newest', () => to('last'), { disabled: data.last < data.first }),
        button('Load again', refresh)),
    h('p', { class: 'hint' }, 'Read from this node\'s store; no durable moves.'),
    h('ol', { class: 'messages' }, shown.map(messageItem)));
}

function messageItem(message) {
    const head = h('div', { class: 'head' }, h('b', {}, '#' + message.sequence), ' ', message.time ? localTime(
        message.time) : null, message.size === undefined ? null : h('span', {}, bytes(message.size)), message.reply
        ? h('span', {}, 'reply ', name(message.reply)) : null, message.encrypted ? badge('encrypted', 'warn') : null);
    return h('li', { 'data-key': message.sequence }, head, message.error ? h('p', { class: 'warning' }, visible(
        message.error)) : payload(message));
}

function payload(message) {
    const data = Uint8Array.from(atob(message.payload ?? ''), c => c.charCodeAt(0));
    if (data.length === 0) {
        return h('p', { class: 'hint' }, 'empty');
    }
    const text = asText(data);
    const whole = text === null ? hex(data, data.length) : text;
    const short = text === null ? hex(data, HEX_SHOWN) : text.slice(0, SHOWN);
    const box = h('pre', { class: text === null ? 'hex' : '', tabindex: 0 }, short);
    return [box, short.length < whole.length ? h('details', {}, h('summary', {}, 'All of it'), h('pre', {
        class: text === null ? 'hex' : '' }, whole)) : null];
}

// Text as it is, but what would turn or hide its neighbours; null for what is no text.
function asText(data) {
    try {
        const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
        return /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text) ? null : visible(text.replace(/\r\n/g, '\n'));
    } catch {
        return null;
    }
}

function hex(data, most) {
    const lines = [];
    for (let at = 0; at < Math.min(data.length, most); at += 16) {
        const row = Array.from(data.subarray(at, Math.min(at + 16, most)));
        lines.push(at.toString(16).padStart(6, '0') + '  ' + row.map(byte => byte.toString(16).padStart(2, '0')).join(
            ' ').padEnd(48) + ' ' + row.map(byte => byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.').join(
            ''));
    }
    return lines.join('\n');
}
