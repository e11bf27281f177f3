using System.Globalization;
using CraneAnomaly.Alerts;
using CraneAnomaly.Sinks.Spool;
using CraneAnomaly.Tests.Sinks.Formats;

namespace CraneAnomaly.Tests.Sinks.Spool;

/// <summary>Numbered alerts of a few cranes, and what a spool makes of them.</summary>
internal static class SpoolAlerts
{
    public const int Cranes = 7;

    private static readonly AlertType s_type = AlertCatalog.Get("command.first-seen");

    public static Alert Of(int number, int severity = 65) => SampleAlerts.Of(s_type, "plain") with
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"ca-{number:D6}"),
        Revision = 1,
        Severity = severity,
        Crane = string.Create(CultureInfo.InvariantCulture, $"STS{number % Cranes}"),
        Evidence = [],
    };

    public static SpoolSink SinkOf(AlertSpool spool) => spool.CreateSink(SampleAlerts.Source, _ => null);

    /// <summary>Opens a spool, puts alerts into it, waits until they are safe, and closes it.</summary>
    public static async Task FillAsync(string folder, int from, int count, SpoolOptions? options = null, Func<int, int>? severity = null)
    {
        await using var spool = AlertSpool.Open(folder, [], options);
        var sink = SinkOf(spool);
        for (int i = from; i < from + count; i++) sink.OnAlert(Of(i, severity?.Invoke(i) ?? 65));
        await spool.FlushAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>All alerts that lie in a spool.</summary>
    public static List<SpooledAlert> All(AlertSpool spool)
    {
        List<SpooledAlert> all = [];
        for (long at = 0; spool.Read(at, 100, 1 << 20) is { } batch && batch.Last > at; at = batch.Last) all.AddRange(batch.Alerts);
        return all;
    }
}
