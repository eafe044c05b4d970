'use strict';
// npm nats as a plain NATS client of the listener: node plain.js URL SCENARIO. Prints ok and ends with 0, or says why not.
const assert = require('assert');
const {connect, StringCodec} = require('nats');

const [url, scenario] = process.argv.slice(2);
const DEADLINE_MS = 25000;
const codec = StringCodec();
setTimeout(() => fail(new Error('not done in time')), DEADLINE_MS).unref();

function fail(error)
{
    console.error(error);
    process.exit(1);
}
process.on('unhandledRejection', fail);

async function collect(subscription, count)
{
    const messages = [];
    for await (const message of subscription)
    {
        messages.push(codec.decode(message.data));
        if (messages.length === count)
        {
            break;
        }
    }
    return messages;
}

const scenarios = {
    async pubsub(one, two)
    {
        const got = collect(two.subscribe('news'), 100);
        await two.flush();
        const sent = Array.from({length: 100}, (ignored, i) => 'n' + i);
        sent.forEach(text => one.publish('news', codec.encode(text)));
        assert.deepStrictEqual(await got, sent);
    },

    async wildcard(one, two)
    {
        const star = collect(two.subscribe('shop.*.sold'), 1);
        const tail = collect(two.subscribe('shop.>'), 2);
        await two.flush();
        one.publish('shop.pear.bought.back', codec.encode('1'));
        one.publish('shop.pear.sold', codec.encode('3'));
        assert.deepStrictEqual(await star, ['3']);
        assert.deepStrictEqual(await tail, ['1', '3']);
    },

    async queue(one, two)
    {
        let count = 0;
        const callback = () => count++;
        one.subscribe('jobs', {queue: 'crew', callback});
        two.subscribe('jobs', {queue: 'crew', callback});
        const end = collect(two.subscribe('end'), 1);
        await one.flush();
        await two.flush();
        for (let i = 0; i < 100; i++)
        {
            one.publish('jobs', codec.encode('job'));
        }
        await one.flush();
        one.publish('end');
        await end;
        await one.flush();
        await two.flush();
        assert.strictEqual(count, 100);
    },

    async request(one, two)
    {
        two.subscribe('ask', {callback: (error, message) =>
            message.respond(codec.encode('re: ' + codec.decode(message.data)))});
        await two.flush();
        const answer = await one.request('ask', codec.encode('how much'), {timeout: 5000});
        assert.strictEqual(codec.decode(answer.data), 're: how much');
    },

    async noresponders(one)
    {
        await assert.rejects(one.request('nobody', codec.encode('hello'), {timeout: 5000}), {code: '503'});
    },

    async max(one, two)
    {
        const got = [];
        const subscription = two.subscribe('few', {max: 2,
            callback: (error, message) => got.push(codec.decode(message.data))});
        await two.flush();
        ['a', 'b', 'c'].forEach(text => one.publish('few', codec.encode(text)));
        await one.flush();
        await two.flush();
        assert.deepStrictEqual(got, ['a', 'b']);
        assert.ok(subscription.isClosed());
    }
};

async function run()
{
    const one = await connect({servers: url});
    const two = await connect({servers: url});
    await scenarios[scenario](one, two);
    await one.close();
    await two.close();
    console.log('ok');
    process.exit(0);
}

run().catch(fail);
