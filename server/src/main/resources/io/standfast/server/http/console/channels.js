// Channels, one channel, and subscriptions.

const channels = {
    title: 'Channels',
    async load(parameters) {
        const data = await look('/streaming/channelsz?' + pageQuery(parameters, { subs: 1 }));
        withRates(data?.channels ?? []);
        return data;
    },
    render(data, parameters) {
        const columns = [['Channel'], ['Messages', 'number'], ['Bytes', 'number'], ['Msgs/s', 'number'],
            ['Bytes/s', 'number'], ['Subs', 'number'], ['Lag', 'number'], ['Pending', 'number'], ['State']];
        const rows = (data?.channels ?? []).map(channel => {
            const subscriptions = describeAll(channel);
            return { key: channel.name, cells: [link('channel', { name: channel.name }, name(channel.name)),
                count(channel.msgs), bytes(channel.bytes), rate(channel.rates.msgs), byteRate(channel.rates.bytes),
                count(channel.subs_count), count(Math.max(0, ...subscriptions.map(each => each.lag))),
                count(subscriptions.reduce((sum, each) => sum + each.pending_count, 0)), states(subscriptions)] };
        });
        const isCut = data && data.count < Math.min(PAGE, data.total - data.offset);
        return [finder('channels', parameters, 'Part of a channel\'s name'),
            table('Lag is of the subscription that is furthest behind', columns, rows, parameters.match
                ? 'No channel has that in its name.' : 'There is no channel: the first publish makes one.'),
            isCut ? h('p', { class: 'warning' }, 'They have so many subscriptions that not all fit on this page: ' +
                'look for a part of the name.') : null, pager('channels', parameters, data)];
    }
};

function states(subscriptions) {
    const number = state => subscriptions.filter(each => each.state === state).length;
    return [['stalled', 'bad'], ['offline', 'warn']].filter(([state]) => number(state) > 0).map(([state, kind]) => [
        badge(number(state) + ' ' + state, kind), ' ']);
}

const SUBSCRIPTION_COLUMNS = [['Subscription'], ['Kind'], ['State'], ['Lag', 'number'], ['Pending', 'number'],
    ['In flight at most', 'number'], ['Ack wait', 'number'], ['Last sent', 'number']];
const STATE_KINDS = { stalled: 'bad', offline: 'warn', behind: 'warn', current: 'good' };

function subscriptionCells(each) {
    return [[each.durable ? name(each.durable) : '', each.queue ? [each.durable ? ' · group ' : 'group ', name(
        each.queue)] : '', each.durable || each.queue ? ' · ' : '', 'client ', name(each.client_id || '–')],
    (each.is_durable ? 'durable' : 'plain') + (each.queue ? ' queue' : ''), badge(each.state, STATE_KINDS[each.state]),
    count(each.lag), count(each.pending_count), count(each.max_inflight), each.ack_wait + ' s', count(each.last_sent)];
}

const ROWS = 200;

const channel = {
    title: 'Channel',
    async load(parameters) {
        const page = await look('/streaming/channelsz?' + new URLSearchParams({ subs: 1, channel: parameters.name ??
            '' }));
        if (page?.name !== parameters.name) {
            return null;
        }
        withRates([page]);
        const detail = admin === null ? null : await asAdmin(['channels', page.name]).catch(ignoreRefusal);
        return { page, detail };
    },
    render(data, parameters) {
        const back = h('p', {}, link('channels', {}, '← Channels'));
        if (data === null) {
            return [back, h('p', { class: 'nothing' }, 'There is no channel ', name(parameters.name ?? ''), '.')];
        }
        const { page, detail } = data;
        const subscriptions = describeAll(page);
        return [back, h('h1', {}, name(page.name)), facts(['Messages', count(page.msgs)], ['Bytes', bytes(page.bytes)],
            ['Sequences', page.msgs === 0 ? 'none, the last was ' + count(page.last_seq)
                : `${count(page.first_seq)} – ${count(page.last_seq)}`], ['Published', page.rates.msgs === undefined
            ? '–' : rate(page.rates.msgs) + ' msgs/s, ' + byteRate(page.rates.bytes)],
            ['Subscriptions', count(page.subs_count)], ['Lag at most', count(Math.max(0, ...subscriptions.map(
                each => each.lag)))]),
        h('div', { class: 'toolbar' }, link('messages', { channel: page.name }, 'Browse messages'), changeButton(
            'Trim…', () => trim(page.name)), changeButton('Purge…', () => purge(page.name)), changeButton(
            'Delete…', () => removeChannel(page.name))),
        detail ? durables(page.name, detail) : null, h('div', { 'data-key': 'subscriptions' }, table('Subscriptions',
            SUBSCRIPTION_COLUMNS, subscriptions.slice(0, ROWS).map(each => ({ key: each.ack_inbox,
                cells: subscriptionCells(each) })), 'Nobody subscribes to it.'), more(subscriptions))];
    }
};

function more(all) {
    return all.length > ROWS ? h('p', { class: 'hint' }, `${count(all.length - ROWS)} more are not shown; standfast ` +
        'sub ls shows all.') : null;
}

function ignoreRefusal(error) {
    if (error instanceof Refused) {
        return null;
    }
    throw error;
}

function durables(channelOf, detail) {
    const columns = [['Durable'], ['Of'], ['State'], ['Lag', 'number'], ['Pending', 'number'], ['Last sent', 'number'],
        ['', 'actions']];
    const rows = detail.durables.slice(0, ROWS).map(durable => ({ key: JSON.stringify([durable.client, durable.queue,
        durable.durable]), cells: [name(durable.durable), durable.queue ? ['group ', name(durable.queue)] : ['client ',
        name(durable.client)], durable.online ? badge('online', 'good') : badge('offline', 'warn'), count(durable.lag),
    count(durable.pending), count(durable.last_sent), [changeButton('Move…', () => seekDurable(channelOf, durable), ''),
        ' ', changeButton('Remove…', () => removeDurable(channelOf, durable))]] }));
    return h('div', { 'data-key': 'durables' }, table('Durables', columns, rows, 'It has no durables.'), more(
        detail.durables));
}

// All channels are never held here: they are looked through a part at a time, until a page is full.
const PART = 250;
const PARTS = 8;

const subscriptions = {
    title: 'Subscriptions',
    async load(parameters) {
        const wanted = parameters.state ?? 'all';
        const found = [];
        let offset = Number(parameters.offset ?? 0);
        const from = offset;
        let total = offset;
        for (let part = 0; part < PARTS && found.length < PAGE; part++) {
            const data = await look('/streaming/channelsz?' + pageQuery(parameters, { subs: 1, limit: PART, offset }));
            total = data.total;
            for (const each of data.channels ?? []) {
                offset++;
                found.push(...describeAll(each).filter(one => isWanted(one, wanted)));
                if (found.length >= PAGE) {
                    break;
                }
            }
            if (offset >= total || data.count === 0) {
                break;
            }
        }
        return { found, from, offset, total };
    },
    render({ found, from, offset, total }, parameters) {
        const state = parameters.state ?? 'all';
        const choice = h('select', { 'aria-label': 'State', id: 'state', onchange: event => go('subscriptions', {
            ...parameters, state: event.target.value, offset: undefined }) }, [['all', 'all'], ['stalled', 'stalled'],
            ['offline', 'offline'], ['pending', 'with unacknowledged messages'], ['lag', 'with a lag']].map(
            ([value, text]) => h('option', { value, selected: value === state }, text)));
        const form = finder('subscriptions', parameters, 'Part of a channel\'s name');
        form.append(choice);
        return [form, table('Subscriptions', [['Channel'], ...SUBSCRIPTION_COLUMNS], found.slice(0, ROWS).map(each => ({
            key: each.channel + ' ' + each.ack_inbox, cells: [link('channel', { name: each.channel }, name(
                each.channel)), ...subscriptionCells(each)] })), 'None of these channels has such a subscription.'),
        more(found), h('nav', { class: 'pager', 'aria-label': 'Pages' },
            button('First', () => go('subscriptions', { ...parameters, offset: undefined }), { disabled: from === 0 }),
            h('span', {}, total === 0 ? 'no channels' : `looked at channels ${count(Math.min(from + 1, total))}–${count(
                offset)} of ${count(total)}`),
            button('Go on', () => go('subscriptions', { ...parameters, offset }), { disabled: offset >= total }))];
    }
};

function isWanted(subscription, wanted) {
    switch (wanted) {
    case 'pending':
        return subscription.pending_count > 0;
    case 'lag':
        return subscription.lag > 0;
    case 'all':
        return true;
    default:
        return subscription.state === wanted;
    }
}
