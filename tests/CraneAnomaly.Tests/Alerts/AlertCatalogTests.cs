using CraneAnomaly.Alerts;

namespace CraneAnomaly.Tests.Alerts;

public class AlertCatalogTests
{
    // The families of the contract.
    private static readonly string[] s_kinds =
    [
        "unusual-command", "remote-session", "movement-throttling", "sensor-tampering", "data-exfiltration",
        "rogue-device",
        "safety-invariant", "protocol-violation", "blind-spot", "incident", "heartbeat",
    ];

    [Fact]
    public void All_AreWholeAndOfAKnownFamily()
    {
        Assert.Equal(AlertCatalog.All.Count, AlertCatalog.All.Select(type => type.Name).Distinct().Count());
        foreach (var type in AlertCatalog.All)
        {
            Assert.Contains(type.Kind, s_kinds);
            Assert.Matches("^[a-z-]+([.]([a-z-]+|I[0-9]+))*$", type.Name);
            Assert.All(type.Techniques, id => Assert.Matches("^T0[0-9]{3}$", id));
            Assert.Contains(type.Safety, (string[])["none", "possible", "likely"]);
            Assert.Contains(type.Operations, (string[])["none", "possible", "likely"]);
            Assert.NotEmpty(type.Action);
            Assert.Same(type, AlertCatalog.Get(type.Name));
        }
    }

    [Fact]
    public void Get_AnUnknownName_SaysSo()
    {
        var error = Assert.Throws<ArgumentException>(() => AlertCatalog.Get("command.invented"));
        Assert.Contains("command.invented", error.Message, StringComparison.Ordinal);
    }
}
