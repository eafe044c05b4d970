// Logging in, and what admins change.

const IDLE_MS = 15 * 60 * 1000;
let idleTimer = null;

// A modal window with a form; the browser keeps the focus in it, and Escape closes it.
function openDialog(title, body, actions, onsubmit) {
    const problem = h('p', { class: 'problem', role: 'alert' });
    const form = h('form', {}, h('h2', { id: 'dialog-title' }, title), body, problem,
        h('div', { class: 'actions' }, button('Cancel', () => box.close()), actions));
    const box = h('dialog', { 'aria-labelledby': 'dialog-title' }, form);
    form.onsubmit = async event => {
        event.preventDefault();
        problem.textContent = '';
        box.classList.add('busy');
        try {
            await onsubmit();
            box.close();
        } catch (error) {
            // The server speaks to commands, too.
            problem.textContent = visible(error.message.replace('give --even-if-online', 'tick the box'));
        } finally {
            box.classList.remove('busy');
        }
    };
    box.addEventListener('close', () => box.remove());
    document.body.append(box);
    box.showModal();
    return box;
}

function field(label, props, hint) {
    const id = 'field-' + props.name;
    const input = h('input', { id, autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', ...props });
    return { input, node: h('div', { class: 'field' }, h('label', { for: id }, label), input,
        hint ? h('small', {}, hint) : null) };
}

function logIn() {
    const user = field('User', { name: 'user', autocomplete: 'username' }, 'Leave it empty to log in with a token.');
    const secret = field('Password or token', { name: 'secret', type: 'password', autocomplete: 'current-password',
        required: true }, 'The token is in admin.token in this node\'s data directory, when the configuration has no ' +
        'admin users. Neither is stored: both are gone when this page is closed or loaded again.');
    openDialog('Log in as an admin', [location.protocol === 'http:' && !isLocal() ? h('p', { class: 'warning' },
        'This page came without TLS: the password goes over the network as it is.') : null, user.node, secret.node],
    h('button', { type: 'submit', class: 'primary' }, 'Log in'), async () => {
        const credentials = credentialsOf(user.input.value, secret.input.value.trim());
        try {
            const { admin: who } = await adminAsk(credentials, ['whoami'], '', null);
            admin = { who, credentials };
        } catch (error) {
            secret.input.value = '';
            secret.input.focus();
            throw error.status === 401 ? new Refused(401, 'Wrong user, password or token.') : error;
        }
        stayLoggedIn();
        say('Logged in as ' + admin.who + '.');
        await refresh();
    });
}

function isLocal() {
    return ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);
}

function logOut(why) {
    admin = null;
    clearTimeout(idleTimer);
    say(why);
    refresh();
}

// Who has gone away from the screen is no admin for long.
function stayLoggedIn() {
    clearTimeout(idleTimer);
    if (admin !== null) {
        idleTimer = setTimeout(() => logOut('Logged out: nothing was done here for 15 minutes.'), IDLE_MS);
    }
}

// An order: asks the server what it would do, shows that, and wants the name typed before it is done.
async function change({ title, what, typed, path, fields = [], order, effect, canForce, after }) {
    const force = canForce ? h('input', { type: 'checkbox', id: 'field-force', name: 'force' }) : null;
    const repeated = field('Type the name to confirm', { name: 'confirm', required: true });
    const outlook = h('p', { class: 'outlook', id: 'outlook' }, '…');
    const go = h('button', { type: 'submit', class: 'danger', disabled: true }, title);
    let seen = null;
    let asked = 0;
    const complete = () => ({ ...order(), ...(force ? { even_if_online: force.checked } : {}) });
    const ready = () => { go.disabled = seen === null || repeated.input.value !== visibleName(typed); };
    const preview = async () => {
        const turn = ++asked;
        seen = null;
        ready();
        try {
            const result = await asAdmin(path, { order: { ...complete(), dry_run: true } });
            if (turn === asked) {
                seen = result;
                outlook.textContent = visible(effect(result));
            }
        } catch (error) {
            if (turn === asked) {
                outlook.textContent = visible(error.message);
            }
        }
        ready();
    };
    fields.forEach(each => each.addEventListener('change', preview));
    repeated.input.oninput = ready;
    openDialog(title, [h('p', {}, what), fields, outlook, force ? h('p', { class: 'check' }, force,
        h('label', { for: 'field-force' }, canForce)) : null, h('p', {}, 'Its name: ', h('code', {}, name(typed))),
    repeated.node], go, async () => {
        if (go.disabled) {
            throw new Error('Type the name first.');
        }
        const result = await asAdmin(path, { order: { ...complete(), epoch: seen.epoch } }).catch(maybeDone);
        say(title + ': ' + effect(result, true));
        after?.();
        await refresh();
    });
    await preview();
}

function maybeDone(error) {
    throw error instanceof Unreachable ? new Error('It may have been done or not, ' + error.message + ': look before ' +
        'you order it again.') : error;
}

function channelName(channel) {
    return ['Channel ', name(channel), '. '];
}

function purge(channel) {
    return change({ title: 'Purge', typed: channel, path: ['channels', channel, 'purge'], order: () => ({}),
        what: [channelName(channel), 'All messages that it has now are removed for good. Sequences go on.'],
        effect: (result, isDone) => plural(result.messages, 'message') + (isDone ? ' removed from ' + channel
            : ' would be removed') + '.' });
}

function trim(channel) {
    const keep = field('Keep the newest', { name: 'keep', type: 'number', min: 0, step: 1, value: 1000 });
    return change({ title: 'Trim', typed: channel, path: ['channels', channel, 'trim'], fields: [keep.node],
        order: () => ({ keep: wholeNumber(keep.input) }),
        what: [channelName(channel), 'Its oldest messages are removed for good.'],
        effect: (result, isDone) => plural(result.messages, 'message') + (isDone ? ' removed from ' + channel
            : ' would be removed') + '; the first is ' + count(result.first) + '.' });
}

function removeChannel(channel) {
    return change({ title: 'Delete channel', typed: channel, path: ['channels', channel, 'delete'], order: () => ({}),
        canForce: 'even if it has online subscriptions: they are not told and get nothing more',
        what: [channelName(channel), 'It goes with its messages, durables and queue groups, for good.'],
        effect: (result, isDone) => (isDone ? 'deleted ' + channel + ' with ' : 'It has ') + plural(result.messages,
            'message') + ', ' + plural(result.durables, 'durable') + ' and ' + plural(result.online,
            'online subscription') + '.', after: () => go('channels') });
}

function kick(client) {
    return change({ title: 'Kick client', typed: client, path: ['clients', client, 'kick'], order: () => ({}),
        what: ['Client ', name(client), '. It is closed as if it had closed itself: its subscriptions end, its ' +
            'durables stay. It may connect again.'],
        effect: (result, isDone) => isDone ? client + ' is closed.' : 'It would be closed.' });
}

function durableOrder(durable) {
    return { client: durable.client, queue: durable.queue, durable: durable.durable };
}

function durableName(channel, durable) {
    return ['Durable ', name(durable.durable), durable.queue ? [' of queue group ', name(durable.queue)]
        : [' of client ', name(durable.client)], ' on channel ', name(channel), '. '];
}

const ONLINE = 'even if it is online';

function isOnline(result, isDone) {
    return result.online && !isDone ? ' It is online: let its client close it first, or tick the box.' : '';
}

function removeDurable(channel, durable) {
    return change({ title: 'Remove durable', typed: durable.durable, path: ['channels', channel, 'durables', 'remove'],
        order: () => durableOrder(durable), canForce: ONLINE,
        what: [durableName(channel, durable), 'Its place in the channel is forgotten.'],
        effect: (result, isDone) => (isDone ? durable.durable + ' removed' : 'It has been sent up to ' + count(
            result.last_sent)) + '; ' + plural(result.pending, 'unacknowledged message') + (isDone ? ' forgotten.'
            : ' would be forgotten.') + isOnline(result, isDone) });
}

function seekDurable(channel, durable) {
    const to = h('select', { id: 'field-to', name: 'to' }, [['first', 'the first stored message'],
        ['last', 'the last message'], ['new', 'new messages only'], ['sequence', 'a sequence'],
        ['time', 'a time']].map(([value, text]) => h('option', { value }, text)));
    const sequence = field('Sequence', { name: 'sequence', type: 'number', min: 0, step: 1, value: 1 });
    const time = field('Time (yours)', { name: 'time', type: 'datetime-local', step: 1 });
    const choose = () => {
        sequence.node.hidden = to.value !== 'sequence';
        time.node.hidden = to.value !== 'time';
    };
    to.onchange = choose;
    choose();
    return change({ title: 'Move durable', typed: durable.durable, path: ['channels', channel, 'durables', 'seek'],
        fields: [h('div', { class: 'field' }, h('label', { for: 'field-to' }, 'Go on at'), to), sequence.node,
            time.node],
        order: () => ({ ...durableOrder(durable), ...(to.value === 'sequence' ? { sequence: wholeNumber(
            sequence.input) } : to.value === 'time' ? { time_ns: nanoseconds(time.input) } : { to: to.value }) }),
        canForce: ONLINE, what: [durableName(channel, durable), 'What it has not acknowledged is forgotten.'],
        effect: (result, isDone) => (isDone ? durable.durable + ' goes' : 'It would go') + ' on at message ' + count(
            result.next) + ' instead of ' + count(result.before) + '; ' + plural(result.pending,
            'unacknowledged message') + ' forgotten.' + isOnline(result, isDone) });
}

function wholeNumber(input) {
    if (!/^\d{1,15}$/.test(input.value)) {
        throw new Error('A whole number from 0 on is wanted.');
    }
    return Number(input.value);
}

function nanoseconds(input) {
    const ms = new Date(input.value).getTime();
    if (!(ms >= 0)) {
        throw new Error('A time is wanted.');
    }
    return BigInt(ms) * 1000000n;
}

// A button that changes something: for admins, on the node that leads.
function changeButton(text, onclick, kind) {
    if (admin === null) {
        return null;
    }
    return button(text, onclick, { class: kind ?? 'danger', disabled: !node.canChange,
        title: node.canChange ? null : 'Changes are made on the node that leads.' });
}
