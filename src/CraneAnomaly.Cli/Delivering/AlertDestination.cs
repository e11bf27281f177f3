using System.CommandLine;
using System.Security.Cryptography;
using CraneAnomaly.Sinks.Anchors;

namespace CraneAnomaly.Cli.Delivering;

/// <summary>The options that say where alerts go: printed, into a file, and to receivers.</summary>
internal sealed class AlertDestination
{
    /// <summary>What stands behind a log's name in that of its anchors.</summary>
    public const string AnchorSuffix = ".anchors";

    private readonly Option<string?> _output = CommonOptions.Out("The file to write alerts to; standard output by default.");
    private readonly Option<string> _form = CommonOptions.AlertForm();
    private readonly Option<bool> _syslog;
    private readonly Option<string[]> _receivers = Delivery.To();
    private readonly Option<string?> _spool;
    private readonly Option<int> _wait = Delivery.Wait();
    private readonly Option<string?> _anchorKey = new("--anchor-key")
    {
        Description = "A private key (P-256, PEM): signs where the log stands into FILE.anchors beside the file of --out, and into heartbeats.",
    };

    public AlertDestination()
    {
        (_syslog, _spool) = (CommonOptions.Syslog(_form), Delivery.Spool(_receivers));
        _anchorKey.Validators.Add(result =>
        {
            bool log = result.GetValue(_output) is not (null or "-") && result.GetValue(_form) == AlertOutput.Lines && !result.GetValue(_syslog);
            if (result.Tokens.Count > 0 && !log && result.GetValue(_receivers) is not { Length: > 0 })
                result.AddError("--anchor-key signs a log: name one with --out FILE (ndjson), or a receiver with --deliver.");
        });
    }

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_output, _form, _syslog, _receivers, _spool, _wait, _anchorKey]) command.Add(option);
    }

    /// <param name="parsed">What was chosen.</param>
    /// <param name="kept">Files that must not be written over.</param>
    /// <param name="inputs">Names of the inputs by their ordinal.</param>
    /// <param name="isLive">Whether inputs are still being written.</param>
    /// <exception cref="UnusableException">The file, the key or a receiver cannot be used.</exception>
    public AlertRun Open(ParseResult parsed, IReadOnlyList<string> kept, IReadOnlyList<string> inputs, bool isLive)
    {
        string? path = parsed.GetValue(_output);
        string form = parsed.GetValue(_form)!;
        bool inSyslog = parsed.GetValue(_syslog), isLog = path is not (null or "-") && form == AlertOutput.Lines && !inSyslog;
        var key = Delivery.ReadKey(parsed.GetValue(_anchorKey));
        var delivery = Delivery.Open(parsed.GetValue(_receivers), parsed.GetValue(_spool));
        var stream = Output.Open(path, kept);
        var anchors = key is not null && isLog ? new AnchorWriter(path + AnchorSuffix, key) : null;
        return new(stream, new AlertOutput(stream, inputs, form, inSyslog) { IsLive = isLive, Anchors = anchors })
        {
            Key = key,
            Delivery = delivery,
            Patience = TimeSpan.FromSeconds(Math.Max(0, parsed.GetValue(_wait))),
        };
    }
}

/// <summary>Where the alerts of one run go.</summary>
internal sealed class AlertRun(Stream stream, AlertOutput sink) : IAsyncDisposable
{
    public AlertOutput Sink => sink;

    public ECDsa? Key { get; init; }

    public Delivery? Delivery { get; init; }

    public TimeSpan Patience { get; init; }

    public void Begin(DetectionPipeline pipeline, Baseline? baseline, DetectionOptions options)
    {
        sink.Symbols = pipeline.Symbols;
        sink.Also = Delivery?.Start(pipeline, new DetectionCanary(baseline, options), sink, options, Key);
    }

    /// <summary>The last alert was told: waits for receivers.</summary>
    /// <returns>Whether they have all.</returns>
    public async Task<bool> EndAsync(CancellationToken cancellation)
    {
        sink.Flush();
        return Delivery is null || await Delivery.EndAsync(Patience, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (Delivery is not null) await Delivery.DisposeAsync();
        sink.Anchors?.Dispose();
        Key?.Dispose();
        await stream.DisposeAsync();
    }
}
