// What is only looked at: overview, clients, cluster.

const PAGE = 50;

const overview = {
    title: 'Overview',
    async load() {
        const [storez, varz] = await Promise.all([look('/streaming/storez').catch(() => null),
            look('/varz').catch(() => null)]);
        return { storez, varz };
    },
    render({ storez, varz }) {
        const server = node.serverz;
        return [
            server ? h('div', { class: 'tiles' }, traffic('Published', 'inMsgs', 'inBytes'),
                traffic('Delivered', 'outMsgs', 'outBytes'),
                tile('Stored', count(server.total_msgs), bytes(server.total_bytes)),
                tile('Channels', link('channels', {}, count(server.channels)), limitOf(storez, 'max_channels')),
                tile('Subscriptions', link('subscriptions', {}, count(server.subscriptions)), ''),
                tile('Clients', link('clients', {}, count(server.clients)), varz ? plural(varz.connections,
                    'connection') : '')) : null,
            server && node.health.role === 'Follower' ? h('p', { class: 'hint' }, 'Published and delivered count ' +
                'what this node served itself: they stand still on one that follows.') : null,
            h('div', { class: 'panels' }, healthPanel(), server ? serverPanel(server, storez) : null,
                storez ? limitsPanel(storez) : null, varz ? listenerPanel(varz) : null)
        ];
    }
};

function limitOf(storez, field) {
    const most = storez?.limits[field] ?? 0;
    return most > 0 ? 'of at most ' + count(most) : '';
}

function tile(title, value, more) {
    return h('section', { class: 'tile', 'data-key': title }, h('h2', {}, title), h('p', { class: 'value' }, value),
        h('p', { class: 'more' }, more));
}

function traffic(title, messages, byteField) {
    const all = rates(messages);
    const shown = tile(title, [rate(all.at(-1)), h('small', {}, ' msgs/s')], byteRate(rates(byteField).at(-1)));
    shown.append(sparkline(all, title + ', messages a second, over the last minutes'));
    return shown;
}

function healthPanel() {
    return panel('Health', h('ul', { class: 'checks' }, node.health.checks.map(check => h('li', {
        'data-key': check.name }, badge(check.ok ? 'ok' : 'not ok', check.ok ? 'good' : 'bad'), ' ', h('span', {},
        h('b', {}, check.name), ' ', visible(check.reason))))));
}

function serverPanel(server, storez) {
    return panel('Server', facts(['Cluster id', name(server.cluster_id)], server.node_id ? ['Node', name(
        server.node_id)] : null, ['Role', node.health.role], ['State', server.state], ['Version', server.version],
    ['Up', server.uptime], ['Started', localTime(server.start_time)], ['Store', storez?.type ?? '–'],
    ['Runs on', server.go], ['Server id', name(server.server_id)], server.max_fds ? ['Open files',
        count(server.open_fds) + ' of ' + count(server.max_fds)] : null));
}

function limitsPanel(storez) {
    const limits = storez.limits;
    return panel('Limits of a channel', facts(['Messages', limit(limits.max_msgs, count)],
        ['Bytes', limit(limits.max_bytes, bytes)], ['Age', duration(limits.max_age)],
        ['Subscriptions', limit(limits.max_subscriptions, count)], ['Inactivity', duration(limits.max_inactivity)],
        storez.channels ? ['Of their own', plural(Object.keys(storez.channels).length, 'channel or pattern',
            'channels or patterns')] : null));
}

function listenerPanel(varz) {
    return panel('NATS listener', facts(['Address', varz.host + ':' + varz.port], ['Connections', count(
        varz.connections) + ' of ' + count(varz.max_connections)], ['Slow consumers', count(varz.slow_consumers)],
    ['Memory', bytes(varz.mem)], ['Processors', count(varz.cores)]));
}

function localTime(text) {
    const time = new Date(text);
    return Number.isNaN(time.getTime()) ? '–' : h('time', { datetime: time.toISOString(), title: text },
        time.toLocaleString());
}

const clients = {
    title: 'Clients',
    async load(parameters) {
        return look('/streaming/clientsz?' + pageQuery(parameters));
    },
    render(data, parameters) {
        const columns = [['Client'], ['Subscriptions', 'number'], ['Heartbeat inbox'], ['', 'actions']];
        const rows = (data?.clients ?? []).map(client => ({ key: client.id, cells: [name(client.id),
            count(client.subs_count), h('code', {}, name(client.hb_inbox)), changeButton('Kick…', () => kick(
                client.id))] }));
        return [finder('clients', parameters, 'Part of a client id'), table('Clients that are connected', columns, rows,
            parameters.match ? 'No client has that in its id.' : 'No client is connected.'),
        pager('clients', parameters, data)];
    }
};

const ROLE_KINDS = { Leader: 'strong', Follower: 'good', Silent: 'bad' };

const cluster = {
    title: 'Cluster',
    async load() {
        return look('/clusterz');
    },
    render(data) {
        if (data === null) {
            return h('p', { class: 'nothing' }, 'This server is alone: it is not a member of a cluster.');
        }
        const leader = data.members.find(member => member.role === 'Leader');
        const columns = [['Node'], ['Role'], ['Data'], ['What it does'], ['Behind', 'number'], ['Term', 'number'],
            ['Commit', 'number'], ['Level', 'number'], ['Console']];
        const rows = data.members.map(member => ({ key: member.name, cells: [
            [name(member.name), member.self ? ' (this\u00a0one)' : ''],
            badge(member.role, ROLE_KINDS[member.role] ?? 'warn'), member.data, visible(member.phase) || '–',
            leader && member.commit >= 0 ? bytes(Math.max(0, leader.commit - member.commit)) : '–',
            member.term < 0 ? '–' : count(member.term), member.commit < 0 ? '–' : count(member.commit),
            member.feature_level === 0 ? '–' : count(member.feature_level), consoleLink(member)] }));
        return [h('p', { class: data.may_stop ? 'hint' : 'warning' }, data.may_stop ? 'This node may be stopped now: '
            : 'Do not stop this node now: ', visible(data.reason), '.'), data.notes.map(note => h('p', {
            class: 'warning' }, visible(note))), table('Nodes, as this one sees them', columns, rows,
            'This node does not know the others yet.')];
    }
};

function consoleLink(member) {
    const address = member.self ? null : consoleAddress(member.monitor);
    return address ? h('a', { href: address, rel: 'noreferrer' }, member.monitor) : '–';
}

// The other nodes are told of by their cluster: still, only an address becomes a link.
function consoleAddress(monitor) {
    return /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):\d{1,5}$/.test(monitor ?? '') ? location.protocol + '//' + monitor +
        '/console#cluster' : null;
}

// Finding and paging: both are parts of the address, so going back works.

function pageQuery(parameters, more = {}) {
    return new URLSearchParams({ limit: PAGE, offset: parameters.offset ?? 0, ...(parameters.match ? {
        match: parameters.match } : {}), ...more }).toString();
}

function finder(view, parameters, label) {
    let timer = null;
    const input = h('input', { type: 'search', id: 'match', name: 'match', value: parameters.match ?? '',
        placeholder: label, 'aria-label': label, autocomplete: 'off', spellcheck: 'false' });
    input.oninput = event => {
        clearTimeout(timer);
        const { value } = event.target;
        timer = setTimeout(() => go(view, { ...parameters, match: value, offset: undefined }, true), 250);
    };
    return h('form', { class: 'finder', role: 'search', 'data-key': 'finder', onsubmit: event => event
        .preventDefault() }, input);
}

function pager(view, parameters, data) {
    const offset = Number(parameters.offset ?? 0);
    const total = data?.total ?? 0;
    if (total <= PAGE && offset === 0) {
        return null;
    }
    const to = at => go(view, { ...parameters, offset: at > 0 ? at : undefined });
    return h('nav', { class: 'pager', 'aria-label': 'Pages' },
        button('First', () => to(0), { disabled: offset === 0 }),
        button('Previous', () => to(Math.max(0, offset - PAGE)), { disabled: offset === 0 }),
        h('span', {}, `${count(Math.min(offset + 1, total))}–${count(offset + data.count)} of ${count(total)}`),
        button('Next', () => to(offset + PAGE), { disabled: offset + PAGE >= total }),
        button('Last', () => to(Math.floor((total - 1) / PAGE) * PAGE), { disabled: offset + PAGE >= total }));
}
