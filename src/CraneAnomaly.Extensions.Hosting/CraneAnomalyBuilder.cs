using System.IO.Pipelines;
using CraneAnomaly.Extensions.Hosting.Diagnostics;
using CraneAnomaly.Sinks.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CraneAnomaly.Extensions.Hosting;

/// <summary>Says what a pipeline of the host reads, by what it judges, and whom it tells. Every method returns the builder.</summary>
public sealed class CraneAnomalyBuilder
{
    private readonly PipelinePlan _plan;
    private readonly OptionsBuilder<CraneAnomalyOptions> _options;

    internal CraneAnomalyBuilder(IServiceCollection services, PipelinePlan plan)
    {
        (Services, _plan) = (services, plan);
        _options = services.AddOptions<CraneAnomalyOptions>(plan.Name);
    }

    /// <summary>Where packages that bring inputs or receivers register what they need.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Name of the pipeline, and of its options; empty for the only one.</summary>
    public string Name => _plan.Name;

    /// <summary>Takes options from a section of the host's configuration; what changes there later holds as the options say.</summary>
    /// <param name="section">Path of the section.</param>
    public CraneAnomalyBuilder FromConfiguration(string section = "CraneAnomaly")
    {
        _options.BindConfiguration(section);
        return this;
    }

    /// <summary>Sets options.</summary>
    public CraneAnomalyBuilder Configure(Action<CraneAnomalyOptions> configure)
    {
        _options.Configure(configure);
        return this;
    }

    /// <summary>Names the site, as it is to stand in alerts.</summary>
    public CraneAnomalyBuilder AtSite(string site) => Configure(options => options.Site = site);

    /// <summary>Judges by what <c>crane-anomaly learn</c> has learned.</summary>
    /// <param name="path">Path of the baseline.</param>
    public CraneAnomalyBuilder UseBaseline(string path) => Configure(options => options.Baseline = path);

    /// <summary>Judges by the policy, the permits, the tags and the papers of the cranes in a folder.</summary>
    /// <param name="folder">Path of the folder.</param>
    public CraneAnomalyBuilder UseFolder(string folder) => Configure(options => options.Folder = folder);

    /// <summary>Reads captures and telemetry once, merged in event time.</summary>
    /// <param name="paths">Paths of files; <c>-</c> is standard input.</param>
    public CraneAnomalyBuilder ReadFrom(params IEnumerable<string> paths) => Configure(options =>
    {
        foreach (string path in paths) options.Inputs.Add(path);
    });

    /// <summary>Reads captures and telemetry as they are written, until the host stops; what is there then is read to its end.</summary>
    /// <param name="sources">Files that grow or are rotated, folders, and patterns with <c>*</c> and <c>?</c>; they need not be there yet.</param>
    public CraneAnomalyBuilder Follow(params IEnumerable<string> sources) => Configure(options =>
    {
        foreach (string source in sources) options.Followed.Add(source);
    });

    /// <summary>Reads a stream until it ends or the host stops. The format is found from content.</summary>
    /// <param name="name">Name of the stream, as it is to stand in alerts.</param>
    /// <param name="open">Opens it; the pipeline completes the reader at its end.</param>
    public CraneAnomalyBuilder ReadFrom(string name, Func<IServiceProvider, CancellationToken, ValueTask<PipeReader>> open)
    {
        _plan.Streams.Add((name, open));
        return this;
    }

    /// <summary>
    /// Sends every alert, in its order, one at a time. When sending throws, the same alert is sent again later, until the host
    /// stops: a receiver may get one twice and has its <c>id</c> and <c>revision</c> to know it by. While one receiver refuses,
    /// the others wait.
    /// </summary>
    /// <param name="format"><c>ndjson</c>, or a format of <see cref="Sinks.Formats.Alerts.AlertFormats"/>, such as <c>ocsf</c>.</param>
    /// <param name="send">Sends one; when its task ends, the receiver has it.</param>
    public CraneAnomalyBuilder SendTo(string format, Func<AlertMessage, CancellationToken, Task> send) => SendTo(format, _ => send);

    /// <summary>Sends every alert by means of the host's services.</summary>
    /// <param name="format"><c>ndjson</c>, or a format of <see cref="Sinks.Formats.Alerts.AlertFormats"/>, such as <c>ocsf</c>.</param>
    /// <param name="create">Makes what sends, once, when the host starts.</param>
    /// <inheritdoc cref="SendTo(string, Func{AlertMessage, CancellationToken, Task})" path="/summary"/>
    public CraneAnomalyBuilder SendTo(string format, Func<IServiceProvider, Func<AlertMessage, CancellationToken, Task>> create)
    {
        _plan.Receivers.Add((format, create));
        return this;
    }

    /// <summary>
    /// Keeps alerts in a folder until the transports of <see cref="DeliverTo"/> have delivered them: what was found before a
    /// crash, a power cut or the end of the host is delivered by the next one. A folder is of one pipeline alone.
    /// </summary>
    public CraneAnomalyBuilder UseSpool(string folder) => Configure(options => options.Spool = folder);

    /// <summary>
    /// Delivers alerts out of the spool, and a heartbeat every 60 s, with what a transport promises; see <see cref="UseSpool"/>.
    /// </summary>
    /// <param name="create">Makes the transport when the host starts; it is disposed with it.</param>
    public CraneAnomalyBuilder DeliverTo(Func<IServiceProvider, AlertTransport> create)
    {
        _plan.Transports.Add(create);
        return this;
    }

    /// <summary>Stops the host when all inputs were read and all alerts were sent.</summary>
    public CraneAnomalyBuilder StopWhenRead() => Configure(options => options.StopWhenRead = true);

    /// <summary>
    /// Adds three health checks: <c>craneanomaly</c> (the pipeline comes on), <c>craneanomaly.inputs</c> (the stream or the followed files are not silent)
    /// and <c>craneanomaly.sinks</c> (no receiver refuses alerts), each followed by <c>:NAME</c> where the pipeline has one.
    /// </summary>
    public CraneAnomalyBuilder AddHealthChecks()
    {
        string suffix = Name.Length == 0 ? "" : $":{Name}";
        Services.AddHealthChecks()
            .Add(new($"craneanomaly{suffix}", services => new LoopCheck(Of(services)), null, ["live"]))
            .Add(new($"craneanomaly.inputs{suffix}", services => new InputCheck(Of(services)), null, ["ready"]))
            .Add(new($"craneanomaly.sinks{suffix}", services => new ReceiverCheck(Of(services)), null, ["ready"]));
        return this;

        PipelineState Of(IServiceProvider services) => services.GetRequiredKeyedService<PipelineState>(Name);
    }
}
