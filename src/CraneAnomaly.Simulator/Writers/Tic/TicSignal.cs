using System.Text;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Simulator.Writers.Tic;

/// <summary>
/// Where a signal stands in a TIC 4.0 message: subject, concepts, observed property, and point of measurement. What
/// the vocabulary has no word for stands under the catalog's own, as proprietary keys may.
/// </summary>
internal sealed record TicSignal(int Place, bool IsAnchor, string[] Path, string Point, string Unit)
{
    private static readonly string[] Subjects = ["hoist", "trolley", "gantry", "boom", "spreader"];

    /// <summary>Every signal and every second source, in the order of their paths.</summary>
    public static TicSignal[] All { get; } =
    [
        .. Enumerable.Range(0, SignalCatalog.Count).SelectMany(i => (TicSignal[])[Of(i, false), Of(i, true)])
            .OrderBy(s => string.Join('.', s.Path), StringComparer.Ordinal).ThenBy(s => s.Point, StringComparer.Ordinal),
    ];

    /// <summary>Whether a part of the path is a subject: an array in JSON.</summary>
    public static bool IsSubject(string part) => Subjects.Contains(part);

    /// <summary>The path behind the crane's in a flat message.</summary>
    public string Flat()
    {
        // Of the spreader's parts all but the weight stand under its place in an array.
        string[] path = Path is ["spreader", not "weight", ..] ? ["spreader", "@", .. Path[1..]] : Path;
        return $"{string.Join('.', path)}.{Point}.actual";
    }

    private static TicSignal Of(int place, bool anchor)
    {
        var signal = new Signal(place);
        string name = Encoding.UTF8.GetString(SignalCatalog.Utf8(signal));
        string point = "output";
        string[] path = name.Split('.');
        if (place < 4 * SignalCatalog.PerAxis)
        {
            switch ((AxisSignal)(place % SignalCatalog.PerAxis))
            {
                case AxisSignal.Reference:
                    (path, point) = ([path[0], "speed"], "iinput");
                    break;
                case AxisSignal.Demand:
                    (path, point) = ([path[0], "speed"], "input");
                    break;
                case AxisSignal.Brake:
                    path = [path[0], "brake", "released", "status"];
                    break;
            }
        }
        else
        {
            path = name switch
            {
                "spreader.load" => ["spreader", "weight"],
                "spreader.locked" or "spreader.unlocked" or "spreader.landed" => ["spreader", path[1], "status"],
                "alarm.code" => ["health", "fault", "mcode"],
                _ => path,
            };
        }

        string unit = SignalCatalog.Unit(signal) switch
        {
            "m" => "meter",
            "m/s" => "meter_per_second",
            "deg" => "degree",
            "deg/s" => "degree_per_second",
            "t" => "ton",
            "kW" => "kilowatt",
            "ft" => "foot",
            "rad" => "radian",
            var other => other,
        };
        return new(place, anchor, anchor ? ["anchor", .. path] : path, point, unit);
    }
}
