using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Live;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace CraneAnomaly.Mqtt;

/// <summary>
/// Telemetry and logs from topics of MQTT 5. A message of quality of service 1 is confirmed to the broker when the pipeline has
/// taken it: with a <see cref="MqttBroker.ClientId"/> what was not is sent again, also what came while nobody watched. A lost connection
/// is made again. Nothing is ever published.
/// </summary>
public sealed class MqttSource : LiveSource
{
    private const ushort MostUnconfirmed = 100;
    private const int MostWaitingBytes = 64 * 1024 * 1024, PieceBytes = 128 * 1024;
    private static readonly TimeSpan s_session = TimeSpan.FromDays(1), s_longestPause = TimeSpan.FromSeconds(30);

    private readonly MqttBroker _broker;
    private readonly string _filter;
    private readonly TimeProvider _time;
    private long _waiting, _lost;

    /// <summary>Makes a source.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="filter">Which topics; wildcards <c>+</c> and <c>#</c> stand for levels.</param>
    /// <param name="format">What messages hold; for <see cref="InputFormat.Auto"/> Sparkplug B below <c>spBv1.0/</c>, else TIC 4.0 JSON.</param>
    /// <param name="time">The clock to wait by; null for the system's.</param>
    /// <exception cref="ArgumentException">The filter is empty, or messages cannot hold that.</exception>
    public MqttSource(MqttBroker broker, string filter, InputFormat format = InputFormat.Auto, TimeProvider? time = null)
        : base($"{broker?.Address}/{filter}", FormatOf(format, filter))
    {
        ArgumentNullException.ThrowIfNull(broker);
        ArgumentException.ThrowIfNullOrEmpty(filter);
        (_broker, _filter, _time) = (broker, filter, time ?? TimeProvider.System);
    }

    /// <summary>Messages of quality of service 0 that were not taken because too much waited; those of 1 wait at the broker.</summary>
    public override long Lost => Interlocked.Read(ref _lost);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        var arrived = Channel.CreateUnbounded<MqttApplicationMessageReceivedEventArgs>(new() { SingleReader = true });
        using var client = new MqttClientFactory().CreateMqttClient();
        client.ApplicationMessageReceivedAsync += message =>
        {
            Take(message, arrived.Writer);
            return Task.CompletedTask;
        };
        await ConnectAsync(client, stop).ConfigureAwait(false);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var connected = KeepConnectedAsync(client, done.Token);
        var piece = new ArrayBufferWriter<byte>(PieceBytes);
        var taken = new List<MqttApplicationMessageReceivedEventArgs>();
        while (await HasMoreAsync(arrived.Reader, stop).ConfigureAwait(false))
        {
            piece.ResetWrittenCount();
            while (piece.WrittenCount < PieceBytes && arrived.Reader.TryRead(out var message))
            {
                taken.Add(message);
                Interlocked.Add(ref _waiting, -message.ApplicationMessage.Payload.Length);
                Write(message.ApplicationMessage, piece);
            }

            yield return piece.WrittenMemory;
            await ConfirmAsync(taken).ConfigureAwait(false);
        }

        await done.CancelAsync().ConfigureAwait(false);
        await connected.ConfigureAwait(false);
        await DisconnectAsync(client).ConfigureAwait(false);
    }

    private static InputFormat FormatOf(InputFormat format, string filter) => format switch
    {
        InputFormat.Auto => filter?.StartsWith("spBv1.0/", StringComparison.Ordinal) == true ? InputFormat.Sparkplug : InputFormat.Json,
        InputFormat.Json or InputFormat.Sparkplug or InputFormat.Zeek or InputFormat.Eve => format,
        _ => throw new ArgumentException("A message holds json, sparkplug, zeek or eve.", nameof(format)),
    };

    private void Write(MqttApplicationMessage message, ArrayBufferWriter<byte> piece)
    {
        var payload = message.Payload;
        var bytes = payload.IsSingleSegment ? payload.FirstSpan : payload.ToArray();
        if (Format != InputFormat.Sparkplug)
        {
            WriteLine(bytes, piece);
            return;
        }

        Encoding.UTF8.GetBytes(message.Topic, piece);
        piece.Write(" "u8);
        Convert.TryToHexStringLower(bytes, piece.GetSpan(2 * bytes.Length), out int written);
        piece.Advance(written);
        piece.Write("\n"u8);
    }

    private static async ValueTask<bool> HasMoreAsync(ChannelReader<MqttApplicationMessageReceivedEventArgs> arrived, CancellationToken stop)
    {
        try
        {
            return await arrived.WaitToReadAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return arrived.TryPeek(out _);
        }
    }

    // What is confirmed over a connection that is gone is sent again.
    private static async ValueTask ConfirmAsync(List<MqttApplicationMessageReceivedEventArgs> taken)
    {
        try
        {
            foreach (var message in taken) await message.AcknowledgeAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is MqttCommunicationException or OperationCanceledException or InvalidOperationException)
        {
        }

        taken.Clear();
    }

    private static async ValueTask DisconnectAsync(IMqttClient client)
    {
        try
        {
            await client.DisconnectAsync(new MqttClientDisconnectOptions(), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is MqttCommunicationException or OperationCanceledException or InvalidOperationException)
        {
            // It is gone already.
        }
    }

    private void Take(MqttApplicationMessageReceivedEventArgs message, ChannelWriter<MqttApplicationMessageReceivedEventArgs> to)
    {
        message.AutoAcknowledge = false;
        bool waitsAtBroker = message.ApplicationMessage.QualityOfServiceLevel != MqttQualityOfServiceLevel.AtMostOnce;
        long length = message.ApplicationMessage.Payload.Length;
        if (Interlocked.Add(ref _waiting, length) > MostWaitingBytes && !waitsAtBroker)
        {
            Interlocked.Add(ref _waiting, -length);
            Interlocked.Increment(ref _lost);
            return;
        }

        to.TryWrite(message);
    }

    private async Task KeepConnectedAsync(IMqttClient client, CancellationToken stop)
    {
        var pause = TimeSpan.FromSeconds(1);
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(client.IsConnected ? TimeSpan.FromSeconds(1) : pause, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (client.IsConnected || stop.IsCancellationRequested) continue;
            try
            {
                await ConnectAsync(client, stop).ConfigureAwait(false);
                pause = TimeSpan.FromSeconds(1);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
            }
        }
    }

    private async ValueTask ConnectAsync(IMqttClient client, CancellationToken stop)
    {
        try
        {
            var connected = await client.ConnectAsync(_broker.Options(_broker.ClientId is null ? TimeSpan.Zero : s_session, MostUnconfirmed), stop).ConfigureAwait(false);
            if (connected.ResultCode != MqttClientConnectResultCode.Success)
                throw new IOException($"{Name}: the broker refused the connection: {connected.ResultCode} {connected.ReasonString}".TrimEnd());

            // What is retained is from before, and no telemetry of now.
            var subscribed = await client.SubscribeAsync(
                new MqttClientSubscribeOptionsBuilder().WithTopicFilter(filter => filter
                    .WithTopic(_filter).WithAtLeastOnceQoS().WithRetainHandling(MqttRetainHandling.DoNotSendOnSubscribe)).Build(), stop).ConfigureAwait(false);
            if (subscribed.Items.FirstOrDefault(item => (int)item.ResultCode >= 0x80) is { } refused)
                throw new IOException($"{Name}: the broker refused the subscription: {refused.ResultCode} {subscribed.ReasonString}".TrimEnd());
        }
        catch (MqttCommunicationException e)
        {
            throw new IOException($"{Name}: {(e.InnerException ?? e).Message}", e);
        }
    }
}
