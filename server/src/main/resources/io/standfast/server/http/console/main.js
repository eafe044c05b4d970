// Which view is shown, and when it looks again.

const INTERVAL_MS = 3000;
const TOAST_MS = 10000;
const views = { overview, channels, subscriptions, clients, cluster, messages, channel };
const TABS = ['overview', 'channels', 'subscriptions', 'clients', 'cluster', 'messages'];
const main = document.getElementById('main');
let shown = null;
let turn = 0;
let timer = null;
let unreachable = null;
let toastTimer = null;

function route() {
    const [view, query] = location.hash.slice(1).split(/\?(.*)/s);
    return { view: Object.hasOwn(views, view) ? view : 'overview', parameters: Object.fromEntries(new URLSearchParams(
        query ?? '')) };
}

function address(view, parameters) {
    const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== undefined && value !==
        '')).toString();
    return '#' + view + (query ? '?' + query : '');
}

function link(view, parameters, ...children) {
    return h('a', { href: address(view, parameters) }, children);
}

function go(view, parameters = {}, isReplaced = false) {
    const target = address(view, parameters);
    if (isReplaced) {
        history.replaceState(null, '', target);
        refresh();
    } else if (location.hash === target) {
        refresh();
    } else {
        location.hash = target;
    }
}

function say(text) {
    const toast = document.getElementById('toast');
    const close = () => toast.replaceChildren();
    toast.replaceChildren(h('span', {}, visible(text)), button('Close', close));
    clearTimeout(toastTimer);
    toastTimer = setTimeout(close, TOAST_MS);
}

// Looks at the node and at what the view shows. Of two that overlap the later one counts.
async function refresh() {
    clearTimeout(timer);
    const mine = ++turn;
    const startedAt = performance.now();
    const { view, parameters } = route();
    let content = null;
    let problem = null;
    try {
        await lookAtNode();
        content = views[view].render(await views[view].load(parameters), parameters);
        unreachable = null;
    } catch (error) {
        if (error instanceof Unreachable) {
            unreachable ??= new Date();
        } else if (!(error instanceof Refused)) {
            console.error(error);
        } else {
            unreachable = null;
        }
        problem = error;
    }
    if (mine !== turn) {
        return;
    }
    frame(view, problem);
    if (problem === null) {
        paint(view, content);
        fillFinder(parameters);
        shown = location.hash;
    } else if (shown !== location.hash) {
        paint(view, h('p', { class: 'nothing' }, problem instanceof Unreachable ? 'Nothing to show.' : visible(
            problem.message)));
    }
    // What takes long is asked for less often.
    schedule(Math.max(INTERVAL_MS, 5 * (performance.now() - startedAt)));
}

function paint(view, content) {
    main.classList.toggle('old', unreachable !== null);
    const box = h('div', { 'data-key': 'view ' + view }, content);
    show(main, box);
}

// What is looked for is in the address, which may have changed otherwise than by typing.
function fillFinder(parameters) {
    const input = document.getElementById('match');
    if (input !== null && input !== document.activeElement) {
        input.value = parameters.match ?? '';
    }
}

function schedule(afterMs = INTERVAL_MS) {
    clearTimeout(timer);
    if (!document.hidden) {
        timer = setTimeout(poll, afterMs);
    }
}

// Views that stand still are not read again by themselves; whether the node is there is looked at all the same.
async function poll() {
    if (!views[route().view].isStill || unreachable) {
        await refresh();
        return;
    }
    try {
        await lookAtNode();
        frame(route().view, null);
    } catch {
        await refresh();
        return;
    }
    schedule();
}

function frame(view, problem) {
    document.title = views[view].title + ' – Standfast' + (node.serverz ? ' ' + visible(node.serverz.node_id ??
        node.serverz.cluster_id) : '');
    main.classList.toggle('old', unreachable !== null);
    const server = node.serverz;
    const role = unreachable !== null || node.health === null ? 'Not reachable' : server === null || server.role
        ? node.health.role : node.health.role === 'Leader' ? 'Alone' : 'Starting';
    show(document.getElementById('who'), server ? name(server.node_id ?? server.cluster_id) : '', ' ', badge(role,
        role === 'Not reachable' ? 'bad' : node.health.status === 'ok' ? 'good' : 'warn'));
    const current = view === 'channel' ? 'channels' : view;
    show(document.getElementById('tabs'), TABS.map(tab => h('a', { href: '#' + tab, 'aria-current': tab === current
        ? 'page' : null }, views[tab].title)));
    show(document.getElementById('account'), admin === null ? button('Log in', logIn) : [h('span', { class: 'admin' },
        'Admin ', name(admin.who)), ' ', button('Log out', () => logOut('Logged out.'))]);
    show(document.getElementById('banner'), banner(problem));
}

// One line that says what is not as it should be, and what to do.
function banner(problem) {
    if (unreachable !== null) {
        return notice('bad', `This node is not reachable since ${unreachable.toLocaleTimeString()}: ` +
            (problem?.message ?? 'nobody answers there') + '. ' + (node.seenAt ? `What is shown is of ${node.seenAt.toLocaleTimeString()}. `
            : '') + 'It is asked again every few seconds.');
    }
    if (node.health === null) {
        return notice('bad', visible(problem?.message ?? ''));
    }
    const failed = node.health.checks.filter(check => !check.ok);
    if (node.health.role === 'Starting') {
        return notice('warn', 'This node is starting: ' + visible(failed.at(0)?.reason ?? 'it is not ready yet') + '.');
    }
    if (failed.length > 0) {
        return notice('bad', 'This node is not ready: ' + visible(failed.map(check => `${check.name}: ${check.reason}`)
            .join('; ')) + '.');
    }
    if (problem !== null) {
        return notice('warn', 'This could not be read: ' + visible(problem.message) + (problem instanceof Refused ? ''
            : ' (see the browser\'s own console)'));
    }
    return node.health.role === 'Follower' ? notice('info', 'This node follows: it shows its own copy, and changes ' +
        'are made on the node that leads. ', link('cluster', {}, 'Which one is that?')) : [];
}

function notice(kind, ...children) {
    return h('p', { class: 'notice ' + kind }, children);
}

addEventListener('hashchange', async () => {
    await refresh();
    scrollTo(0, 0);
});
document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    if (!document.hidden) {
        refresh();
    }
});
for (const event of ['pointerdown', 'keydown']) {
    addEventListener(event, stayLoggedIn);
}
addEventListener('keydown', event => {
    if (event.key === '/' && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && !document.querySelector(
        'dialog')) {
        document.getElementById('match')?.focus();
        event.preventDefault();
    }
});
document.getElementById('skip').onclick = event => {
    event.preventDefault();
    main.focus();
};
refresh();
