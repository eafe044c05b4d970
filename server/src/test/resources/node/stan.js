'use strict';
// The old JavaScript client against the server: node stan.js URL SCENARIO. Prints ok and ends with 0, or says why not.
const assert = require('assert');
const stan = require('node-nats-streaming');

const [url, scenario] = process.argv.slice(2);
const DEADLINE_MS = 25000;
setTimeout(() => fail(new Error('not done in time')), DEADLINE_MS).unref();

function fail(error)
{
    console.error(error);
    process.exit(1);
}
process.on('unhandledRejection', fail);

function connect(clientId, options)
{
    return new Promise((resolve, reject) =>
    {
        const client = stan.connect('test-cluster', clientId, {url, ...options});
        client.once('connect', () => resolve(client));
        client.once('error', reject);
    });
}

function close(client)
{
    return new Promise(resolve =>
    {
        client.once('close', resolve);
        client.close();
    });
}

function publish(client, channel, text)
{
    return new Promise((resolve, reject) =>
        client.publish(channel, text, (error, guid) => error ? reject(error) : resolve(guid)));
}

async function publishAll(client, channel, from, to)
{
    const acks = [];
    for (let i = from; i <= to; i++)
    {
        acks.push(publish(client, channel, 'm' + i));
    }
    return Promise.all(acks);
}

function subscribe(client, channel, options, queue)
{
    const subscription = queue ? client.subscribe(channel, queue, options) : client.subscribe(channel, options);
    const inbox = {subscription, messages: [], waiters: []};
    subscription.on('error', fail);
    subscription.on('message', message =>
    {
        inbox.messages.push(message);
        inbox.waiters = inbox.waiters.filter(waiter => !waiter());
    });
    return new Promise(resolve => subscription.on('ready', () => resolve(inbox)));
}

/** The text with which the server refuses a subscription. */
function refusal(client, channel, options, queue)
{
    const subscription = queue ? client.subscribe(channel, queue, options) : client.subscribe(channel, options);
    return new Promise((resolve, reject) =>
    {
        subscription.on('error', error => resolve(error.message));
        subscription.on('ready', () => reject(new Error('not refused: ' + channel)));
    });
}

function received(inboxes, count)
{
    return new Promise(resolve =>
    {
        const waiter = () =>
        {
            const isDone = inboxes.reduce((sum, inbox) => sum + inbox.messages.length, 0) >= count;
            if (isDone)
            {
                resolve();
            }
            return isDone;
        };
        if (!waiter())
        {
            inboxes.forEach(inbox => inbox.waiters.push(waiter));
        }
    });
}

function closeSubscription(inbox)
{
    return new Promise(resolve =>
    {
        inbox.subscription.on('closed', resolve);
        inbox.subscription.close();
    });
}

function pass(ms)
{
    return new Promise(resolve => setTimeout(resolve, ms));
}

function range(from, to)
{
    return Array.from({length: to - from + 1}, (ignored, i) => from + i);
}

const sequences = inbox => inbox.messages.map(message => message.getSequence());
const texts = inbox => inbox.messages.map(message => message.getData());

const scenarios = {
    async order()
    {
        const client = await connect('node-order');
        const guids = await publishAll(client, 'node.order', 1, 100);
        assert.strictEqual(new Set(guids).size, 100);
        const inbox = await subscribe(client, 'node.order', client.subscriptionOptions().setDeliverAllAvailable());
        await received([inbox], 100);
        assert.deepStrictEqual(texts(inbox), range(1, 100).map(i => 'm' + i));
        assert.deepStrictEqual(sequences(inbox), range(1, 100));
        await close(client);
    },

    async positions()
    {
        const client = await connect('node-positions');
        const options = () => client.subscriptionOptions();
        await publishAll(client, 'node.positions', 1, 3);
        // The client sends the start time as an age in whole milliseconds: let it lie well between the two batches.
        await pass(300);
        const middle = new Date();
        await pass(300);
        await publishAll(client, 'node.positions', 4, 5);
        const started = await Promise.all([options().setStartAtSequence(3), options().setStartWithLastReceived(),
            options().setStartTime(middle), options().setStartAtTimeDelta(3600000), options().setDeliverAllAvailable(),
            options()].map(start => subscribe(client, 'node.positions', start)));
        await publishAll(client, 'node.positions', 6, 6);
        await Promise.all([4, 2, 3, 6, 6, 1].map((count, i) => received([started[i]], count)));
        assert.deepStrictEqual(started.map(sequences), [range(3, 6), range(5, 6), range(4, 6), range(1, 6), range(1, 6),
            [6]]);
        await close(client);
    },

    async durable()
    {
        const options = client => client.subscriptionOptions().setDeliverAllAvailable().setDurableName('keeper')
            .setManualAckMode(true);
        const first = await connect('node-durable');
        await publishAll(first, 'node.durable', 1, 5);
        const before = await subscribe(first, 'node.durable', options(first));
        await received([before], 5);
        before.messages.slice(0, 3).forEach(message => message.ack());
        await closeSubscription(before);
        await publishAll(first, 'node.durable', 6, 6);
        await close(first);

        const second = await connect('node-durable');
        const after = await subscribe(second, 'node.durable', options(second));
        await received([after], 3);
        assert.deepStrictEqual(sequences(after), [4, 5, 6]);
        assert.strictEqual(after.messages[0].isRedelivered(), true);
        assert.strictEqual(after.messages[2].isRedelivered(), false);
        await close(second);
    },

    async queue()
    {
        const one = await connect('node-member-1');
        const two = await connect('node-member-2');
        const options = client => client.subscriptionOptions().setDeliverAllAvailable().setMaxInFlight(1);
        const first = await subscribe(one, 'node.work', options(one), 'crew');
        const second = await subscribe(two, 'node.work', options(two), 'crew');
        await publishAll(one, 'node.work', 1, 100);
        await received([first, second], 100);
        const all = sequences(first).concat(sequences(second)).sort((a, b) => a - b);
        assert.deepStrictEqual(all, range(1, 100));
        assert.ok(first.messages.length > 0 && second.messages.length > 0);
        await close(one);
        await close(two);
    },

    async anew()
    {
        const client = await connect('node-anew');
        const options = () => client.subscriptionOptions().setDeliverAllAvailable().setDurableName('gone');
        await publishAll(client, 'node.anew', 1, 3);
        const before = await subscribe(client, 'node.anew', options());
        await received([before], 3);
        await new Promise(resolve =>
        {
            before.subscription.on('unsubscribed', resolve);
            before.subscription.unsubscribe();
        });
        const after = await subscribe(client, 'node.anew', options());
        await received([after], 3);
        assert.deepStrictEqual(sequences(after), [1, 2, 3]);
        await close(client);
    },

    async durablequeue()
    {
        const options = client => client.subscriptionOptions().setDeliverAllAvailable().setDurableName('keeper')
            .setManualAckMode(true);
        const first = await connect('node-shift-1');
        await publishAll(first, 'node.shift', 1, 3);
        const before = await subscribe(first, 'node.shift', options(first), 'crew');
        await received([before], 3);
        before.messages[0].ack();
        await closeSubscription(before);
        await publishAll(first, 'node.shift', 4, 4);
        await close(first);

        // The group, not the client, owns the durable.
        const second = await connect('node-shift-2');
        const after = await subscribe(second, 'node.shift', options(second), 'crew');
        await received([after], 3);
        assert.deepStrictEqual(sequences(after), [2, 3, 4]);
        assert.deepStrictEqual(after.messages.map(message => message.isRedelivered()), [true, true, false]);
        await close(second);
    },

    async redelivery()
    {
        const client = await connect('node-late');
        await publishAll(client, 'node.late', 1, 2);
        const inbox = await subscribe(client, 'node.late', client.subscriptionOptions().setDeliverAllAvailable()
            .setManualAckMode(true).setAckWait(1000));
        await received([inbox], 2);
        inbox.messages[0].ack();
        await received([inbox], 4);
        assert.deepStrictEqual(sequences(inbox).slice(0, 4), [1, 2, 2, 2]);
        assert.deepStrictEqual(inbox.messages.slice(0, 4).map(message => message.isRedelivered()),
            [false, false, true, true]);
        assert.deepStrictEqual(inbox.messages.slice(0, 4).map(message => message.getRedeliveryCount()), [0, 0, 1, 2]);
        await close(client);
    },

    async window()
    {
        const client = await connect('node-window');
        await publishAll(client, 'node.window', 1, 5);
        const inbox = await subscribe(client, 'node.window', client.subscriptionOptions().setDeliverAllAvailable()
            .setManualAckMode(true).setMaxInFlight(2));
        for (let i = 1; i < 5; i++)
        {
            await received([inbox], Math.min(5, i + 1));
            // An answered publish: whatever the server wanted to send before it has been sent.
            await publish(client, 'node.window.fence', 'fence');
            assert.deepStrictEqual(sequences(inbox), range(1, i + 1));
            inbox.messages[i - 1].ack();
        }
        await close(client);
    },

    async taken()
    {
        const owner = await connect('node-taken');
        await assert.rejects(connect('node-taken'), error => /clientID already registered/.test(String(error)));
        await publish(owner, 'node.taken', 'the owner goes on');
        await close(owner);
    },

    async binary()
    {
        const client = await connect('node-binary', {encoding: 'binary'});
        const bytes = Buffer.from(range(0, 255));
        const guids = [];
        await new Promise((resolve, reject) => client.publish('node.binary', bytes, (error, guid) =>
            error ? reject(error) : resolve(guids.push(guid))));
        const inbox = await subscribe(client, 'node.binary', client.subscriptionOptions().setDeliverAllAvailable());
        await received([inbox], 1);
        const message = inbox.messages[0];
        assert.ok(bytes.equals(message.getRawData()));
        assert.strictEqual(message.getSubject(), 'node.binary');
        assert.ok(Math.abs(message.getTimestamp().getTime() - Date.now()) < 60000);
        assert.strictEqual(message.isRedelivered(), false);
        await close(client);
    },

    async paced()
    {
        const client = await connect('node-paced', {maxPubAcksInflight: 2});
        const errors = [];
        await Promise.all(range(1, 5).map(i => new Promise(resolve => client.publish('node.paced', 'm' + i, error =>
        {
            if (error)
            {
                errors.push(String(error.message || error));
            }
            resolve();
        }))));
        assert.ok(errors.length > 0 && errors.every(text => text === 'stan: max in flight reached.'), errors);
        await close(client);
    },

    async lost()
    {
        const client = await connect('node-lost', {stanPingInterval: 1000, stanMaxPingOut: 3});
        const lost = new Promise(resolve => client.on('connection_lost', resolve));
        // Anybody may close anybody: tag, length, id.
        client.nc.publish('_STAN.close.test-cluster', Buffer.from('\n\tnode-lost'));
        assert.strictEqual(String(await lost), 'client has been replaced or is no longer registered');
    },

    async refusals()
    {
        const client = await connect('node-refusals');
        const options = () => client.subscriptionOptions();
        await assert.rejects(publish(client, 'a/b', 'nowhere'), error =>
            String(error.message || error) === 'stan: invalid publish request');
        assert.strictEqual(await refusal(client, 'a/b', options()), 'stan: invalid subject');
        assert.strictEqual(await refusal(client, 'node.refusals', options().setMaxInFlight(0)),
            'stan: invalid MaxInflight, should be >= 1');
        await subscribe(client, 'node.refusals', options().setDurableName('one'));
        assert.strictEqual(await refusal(client, 'node.refusals', options().setDurableName('one')),
            'stan: duplicate durable registration');
        assert.strictEqual(await refusal(client, 'node.refusals', options().setDurableName('a:b'), 'crew'),
            "stan: durable name of a durable queue subscriber can't contain the character ':'");
        await close(client);
        await assert.rejects(connect('bad id'), error => String(error.message || error) ===
            'stan: invalid clientID: only alphanumeric and `-` or `_` characters allowed');
    }
};

scenarios[scenario]().then(() =>
{
    console.log('ok');
    process.exit(0);
}).catch(fail);
