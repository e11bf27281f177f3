using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using CraneAnomaly.Alerts;
using CraneAnomaly.Sinks.Anchors;
using CraneAnomaly.Sinks.Delivery;
using CraneAnomaly.Sinks.Formats.Alerts;
using CraneAnomaly.Sinks.Spool;
using CraneAnomaly.Sinks.Transports;

namespace CraneAnomaly.Cli.Delivering;

/// <summary>The options that deliver alerts, and the delivery of one run.</summary>
internal sealed class Delivery : IAsyncDisposable
{
    private readonly AlertSpool _spool;
    private readonly AlertDelivery _delivery;
    private AlertHeartbeat? _heartbeat;

    private Delivery(AlertSpool spool, AlertDelivery delivery) => (_spool, _delivery) = (spool, delivery);

    public static Option<string[]> To()
    {
        var to = new Option<string[]>("--deliver")
        {
            Description = "Send alerts, and a heartbeat every 60 s, to a receiver; may be given several times: file:PATH, "
                + "syslog+udp://HOST:PORT, syslog+tcp://HOST:PORT, syslog+tls://HOST:PORT, hec+https://HOST:PORT, elastic+https://HOST:PORT, "
                + "sentinel+https://HOST, mqtt://HOST:PORT/TOPIC (mqtts:), kafka://HOST:PORT,HOST:PORT/TOPIC (kafka+tls:). Settings follow as "
                + "?name=value&name=value: format, header (5424, 3164) and framing (octets, lf) of syslog; ca, cert, key and host of TLS; "
                + "token-env or token-file; ack=yes of hec; stream of elastic; rule and stream of sentinel; user with password-env or password-file "
                + "of brokers; subscriber=optional of mqtt, where the broker may take what nobody hears.",
        };
        to.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (ReceiverUri.Check(token.Value) is { } error) result.AddError(error);
            }
        });
        return to;
    }

    public static Option<string?> Spool(Option<string[]> to)
    {
        var spool = new Option<string?>("--spool") { Description = "The folder that keeps alerts until every receiver has them; a run goes on where the last one was." };
        to.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValue(spool) is null) result.AddError("--deliver needs --spool DIR: what a receiver does not take now is kept there.");
        });
        spool.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValue(to) is not { Length: > 0 }) result.AddError("--spool is for --deliver: name a receiver.");
        });
        return spool;
    }

    public static Option<int> Wait() => new("--deliver-wait")
    {
        Description = "At the end, wait so many seconds for receivers; what they do not have then is kept for the next run, and the exit code is 3.",
        DefaultValueFactory = _ => 30,
    };

    /// <summary>Reads the key that signs; null where none is named.</summary>
    /// <exception cref="UnusableException">It is none.</exception>
    public static ECDsa? ReadKey(string? path)
    {
        if (path is null) return null;
        try
        {
            return AlertAnchor.ReadKey(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new UnusableException($"{path}: the key cannot be used: {e.Message}");
        }
    }

    /// <exception cref="UnusableException">A receiver cannot be used as it is named.</exception>
    public static Delivery? Open(string[]? receivers, string? folder)
    {
        if (receivers is not { Length: > 0 }) return null;
        var transports = receivers.Select(ReceiverUri.Open).ToList();
        if (transports.Select(transport => transport.Name).Distinct().Count() < transports.Count)
            throw new UnusableException("--deliver: a receiver is named twice.");
        var spool = AlertSpool.Open(folder!, [.. transports.Select(transport => transport.Rendering)]);
        // Not the same for all who start at the same time; nothing that is written depends on it.
        var options = new DeliveryOptions { Seed = HashCode.Combine(Environment.MachineName, Environment.ProcessId) };
        return new(spool, new AlertDelivery(spool, transports, options));
    }

    /// <summary>The way in for the alerts of a pipeline, and the beginning of heartbeats.</summary>
    public IAlertSink Start(DetectionPipeline pipeline, DetectionCanary canary, AlertOutput output, DetectionOptions options, ECDsa? key)
    {
        _heartbeat = new(_spool, _delivery, new()
        {
            Canary = canary.Run,
            Records = () => pipeline.Statistics.Records,
            Site = options.Site,
            ConfigHash = options.Hash,
            AnchorKey = key,
        });
        return _spool.CreateSink(new AlertSource { Symbols = pipeline.Symbols, Inputs = output.Inputs }, output.HashOf);
    }

    /// <summary>Waits until all is delivered, or for so long, and says what is not.</summary>
    /// <returns>Whether all is.</returns>
    public async Task<bool> EndAsync(TimeSpan patience, CancellationToken cancellation)
    {
        if (_heartbeat is not null) await _heartbeat.DisposeAsync();
        bool all = await _delivery.DrainAsync(patience, cancellation);
        foreach (var sink in _delivery.Statistics)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sink.Name}: {sink.Delivered:N0} delivered ({Words(sink.Guarantee)})")
                + Some(sink.Resent, "sent again") + Some(sink.Refused, "refused, see dead-letter.ndjson of the spool") + Some(sink.Dropped, "dropped")
                + Some(sink.Missed, "given up before") + Some(sink.Behind, "kept for the next run") + (sink.LastFailure is { } why ? $"; last failure: {why}" : "") + ".");
        }

        var spool = _spool.Statistics;
        if (spool.Lost + spool.Pending > 0)
            Console.Error.WriteLine($"{_spool.Folder}: alerts lost" + Some(spool.Refused.Sum(), "not taken, the disk is full") + Some(spool.Pending, "not taken yet, the disk is full")
                + Some(spool.GivenUp.Sum(), "given up, the spool is full") + Some(spool.Damaged, "damaged on disk") + ".");
        return all && spool.Lost == 0;
    }

    public async ValueTask DisposeAsync()
    {
        if (_heartbeat is not null) await _heartbeat.DisposeAsync();
        await _delivery.DisposeAsync();
        await _spool.DisposeAsync();
    }

    private static string Some(long count, string what) => count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {count:N0} {what}");

    private static string Words(DeliveryGuarantee guarantee) => guarantee switch
    {
        DeliveryGuarantee.Acknowledged => "acknowledged",
        DeliveryGuarantee.Resent => "read to the end by the receiver, or sent again",
        DeliveryGuarantee.Written => "written",
        _ => "best effort: nobody says whether they came",
    };
}
