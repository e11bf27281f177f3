namespace CraneAnomaly.Sinks.Formats.Alerts;

/// <summary>The formats for receiving systems. JSON lines of our own are <see cref="AlertJsonWriter"/>'s.</summary>
public static class AlertFormats
{
    private static readonly (string Name, Func<AlertSource, AlertFormat> Create)[] All =
    [
        (CefFormat.FormatName, source => new CefFormat(source)),
        (OcsfFormat.FormatName, source => new OcsfFormat(source)),
        (EcsFormat.FormatName, source => new EcsFormat(source)),
        (SplunkHecFormat.FormatName, source => new SplunkHecFormat(source)),
        (LeefFormat.FormatName, source => new LeefFormat(source)),
        (AsimFormat.FormatName, source => new AsimFormat(source)),
        (StixFormat.FormatName, source => new StixFormat(source)),
    ];

    /// <summary>The names, in a fixed order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(format => format.Name)];

    /// <summary>Makes a format.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="source">Where the alerts come from.</param>
    /// <exception cref="ArgumentException">There is no format of that name.</exception>
    public static AlertFormat Create(string name, AlertSource source)
    {
        foreach (var format in All)
        {
            if (format.Name == name) return format.Create(source);
        }

        throw new ArgumentException($"'{name}' is no format; there are {string.Join(", ", Names)}.", nameof(name));
    }
}
