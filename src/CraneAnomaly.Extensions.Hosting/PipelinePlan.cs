using System.IO.Pipelines;
using CraneAnomaly.Sinks.Transports;

namespace CraneAnomaly.Extensions.Hosting;

/// <summary>What the code says of a pipeline and a configuration cannot: streams and receivers.</summary>
/// <param name="name">Name of the pipeline and its options; empty for the only one.</param>
internal sealed class PipelinePlan(string name)
{
    public string Name => name;

    /// <summary>The name as it stands in messages.</summary>
    public string Title => name.Length == 0 ? "CraneAnomaly" : $"CraneAnomaly '{name}'";

    public List<(string Name, Func<IServiceProvider, CancellationToken, ValueTask<PipeReader>> Open)> Streams { get; } = [];

    public List<(string Format, Func<IServiceProvider, Func<AlertMessage, CancellationToken, Task>> Create)> Receivers { get; } = [];

    /// <summary>Makers of the transports that deliver out of the spool.</summary>
    public List<Func<IServiceProvider, AlertTransport>> Transports { get; } = [];
}
