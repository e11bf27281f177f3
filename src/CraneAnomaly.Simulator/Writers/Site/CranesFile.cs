using System.Text.Json;

namespace CraneAnomaly.Simulator.Writers.Site;

/// <summary><c>cranes.json</c>: what the papers of the cranes say. SI, masses in t, the boom in degrees.</summary>
internal static class CranesFile
{
    public const string Name = "cranes.json";

    private static readonly string[] Axes = ["hoist", "trolley", "gantry", "boom"];

    public static void Write(string path, IReadOnlyList<CraneNameplate> cranes) => JsonFile.Write(path, json =>
    {
        json.WriteStartObject();
        JsonFile.Array(json, "cranes", cranes, crane => Members(json, crane));
        json.WriteEndObject();
    });

    private static void Members(Utf8JsonWriter json, CraneNameplate crane)
    {
        json.WriteString("id", crane.Id);
        json.WriteString("vendor", crane.Vendor);
        json.WriteString("firmware", crane.Firmware);
        json.WriteNumber("rated_load_t", crane.RatedLoad);
        json.WriteStartObject("rated");
        json.WriteStartObject("hoist");
        json.WriteNumber("speed_laden", crane.HoistSpeedLaden);
        json.WriteNumber("speed_empty", crane.HoistSpeedEmpty);
        json.WriteNumber("acceleration", crane.HoistAcceleration);
        json.WriteNumber("power_kw", crane.HoistPower);
        json.WriteEndObject();
        Axis(json, "trolley", crane.TrolleySpeed, crane.TrolleyAcceleration);
        Axis(json, "gantry", crane.GantrySpeed, crane.GantryAcceleration);
        Axis(json, "boom", crane.BoomSpeed, crane.BoomAcceleration);
        json.WriteEndObject();
        json.WriteStartObject("limits");
        for (int i = 0; i < Axes.Length; i++)
        {
            json.WriteStartObject(Axes[i]);
            json.WriteNumber("minimum", crane.Minimum[i]);
            json.WriteNumber("maximum", crane.Maximum[i]);
            json.WriteNumber("slowdown_length", crane.SlowdownLength[i]);
            json.WriteNumber("slowdown_share", crane.SlowdownShare);
            json.WriteEndObject();
        }

        json.WriteNumber("wind_warning", crane.WindWarning);
        json.WriteNumber("wind_stop", crane.WindStop);
        json.WriteEndObject();
    }

    private static void Axis(Utf8JsonWriter json, string name, double speed, double acceleration)
    {
        json.WriteStartObject(name);
        json.WriteNumber("speed", speed);
        json.WriteNumber("acceleration", acceleration);
        json.WriteEndObject();
    }
}
