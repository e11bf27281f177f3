using System.Globalization;
using System.Text.RegularExpressions;
using CraneAnomaly.Tests.Sinks.Spool;

namespace CraneAnomaly.Tests.Sinks.Transports;

/// <summary>What of the numbered alerts came to a receiver: once each after copies are left out, in order for each crane.</summary>
internal static partial class Arrivals
{
    /// <summary>Numbers of the alerts in the order in which they came first.</summary>
    public static List<int> Of(IEnumerable<string> messages)
    {
        List<int> numbers = [];
        var seen = new HashSet<int>();
        foreach (string message in messages)
        {
            if (Id().Match(message) is not { Success: true } id) continue;
            int number = int.Parse(id.Groups[1].Value, CultureInfo.InvariantCulture);
            if (seen.Add(number)) numbers.Add(number);
        }

        return numbers;
    }

    /// <summary>All came, each one, in order for each crane.</summary>
    public static void AreAll(int count, IEnumerable<string> messages, bool inOrder = true)
    {
        var numbers = Of(messages);
        Assert.Equal(Enumerable.Range(1, count), numbers.Order());
        if (!inOrder) return;
        foreach (var crane in numbers.GroupBy(number => number % SpoolAlerts.Cranes))
            Assert.Equal(crane.Order(), crane);
    }

    [GeneratedRegex("ca-([0-9]{6})")]
    private static partial Regex Id();
}
