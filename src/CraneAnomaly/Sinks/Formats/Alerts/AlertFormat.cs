using System.Buffers;
using CraneAnomaly.Alerts;
using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats.Alerts;

/// <summary>The place of an alert in the log that is chained by hashes; see <see cref="AlertChain"/>.</summary>
/// <param name="Sequence">Its number, from 1; 0 where there is no log.</param>
/// <param name="Hash">Hash of its line, lower-case hex; null where there is no log.</param>
public readonly record struct AlertLink(long Sequence, string? Hash);

/// <summary>What formats have to know about the pipeline and the machine that alerts come from.</summary>
public sealed record AlertSource
{
    /// <summary>The pipeline's names.</summary>
    public required SymbolTable Symbols { get; init; }

    /// <summary>The names of the inputs by their ordinal.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>Name of the sensor.</summary>
    /// <value><c>crane-anomaly</c>; the machine's own name would make alerts differ from machine to machine.</value>
    public string Host { get; init; } = "crane-anomaly";

    /// <summary>Name of the product and of its vendor.</summary>
    internal const string Product = nameof(CraneAnomaly);

    /// <summary>Version of the product, three numbers.</summary>
    internal static string Version { get; } = typeof(AlertSource).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    internal string InputName(int input) => input < Inputs.Count ? Inputs[input] : "";
}

/// <summary>
/// Writes alerts in the words of a receiving system. One alert is one line, whatever text the traffic put into it;
/// nothing is allocated for it once buffers have grown. Not safe for use from two threads.
/// </summary>
public abstract class AlertFormat
{
    /// <summary>Only formats of this assembly: what they share is not public.</summary>
    private protected AlertFormat(AlertSource source) => Source = source;

    /// <summary>The name that chooses it, such as <c>cef</c>.</summary>
    public abstract string Name { get; }

    private protected AlertSource Source { get; }

    /// <summary>Writes one alert and its line end.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="link">Its place in the chained log; the default where there is none.</param>
    /// <param name="output">Where the line goes.</param>
    public abstract void Write(Alert alert, AlertLink link, IBufferWriter<byte> output);
}
