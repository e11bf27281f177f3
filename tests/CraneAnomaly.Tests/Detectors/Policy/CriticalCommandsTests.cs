using CraneAnomaly.Alerts;
using CraneAnomaly.Detectors.Policy;
using CraneAnomaly.Protocols.Modbus;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Detectors.Policy;

public class CriticalCommandsTests
{
    [Fact]
    public void Find_AnyCommand_GivesARuleOfTheCatalogue()
    {
        int rules = 0;
        for (int function = 0; function < 256; function++)
            for (int subfunction = -1; subfunction < 256; subfunction++)
            {
                if (CriticalCommands.Find(OtProtocol.Modbus, function, subfunction) is not { } rule) continue;
                rules++;
                Assert.Equal("unusual-command", AlertCatalog.Get(rule.Alert).Kind);
                Assert.InRange(rule.Severity, 40, 100);
                Assert.Equal(function, rule.Function);
                Assert.True(rule.Subfunction < 0 || rule.Subfunction == subfunction);
                Assert.False(string.IsNullOrWhiteSpace(rule.Meaning));
            }

        Assert.InRange(rules, 10, 2000);
    }

    [Fact]
    public void Find_WhatModbusFlagsAsCritical_AndNothingElse_HasARule()
    {
        for (int function = 0; function < 256; function++)
            for (int subfunction = -1; subfunction <= 0xFFFF; subfunction++)
            {
                // -1 stands for PDUs without one; those that may have one are asked with it.
                bool critical = (ModbusFunctions.Effect((byte)function, subfunction) & RecordFlags.Critical) != 0;
                bool ruled = CriticalCommands.Find(OtProtocol.Modbus, function, subfunction) is not null;
                Assert.True(critical == ruled, $"function {function}, {subfunction}: critical {critical}, rule {ruled}");
                if (function is not (8 or 0x5A)) break;
            }
    }

    [Theory]
    [InlineData(8, 0)] // return query data
    [InlineData(8, 2)] // return diagnostic register
    [InlineData(8, 11)] // return bus message count
    [InlineData(3, -1)]
    [InlineData(16, -1)]
    [InlineData(0x5A, 0x02)] // read id
    [InlineData(0x5A, 0x12)] // keep alive
    public void Find_WhatDoesNotStopOrChangeAController_IsNothing(int function, int subfunction) =>
        Assert.Null(CriticalCommands.Find(OtProtocol.Modbus, function, subfunction));

    [Fact]
    public void Find_TheSameNumbersOfAnotherProtocol_AreNothing()
    {
        Assert.NotNull(CriticalCommands.Find(OtProtocol.Modbus, 8, 1));
        Assert.Null(CriticalCommands.Find(OtProtocol.Unknown, 8, 1));
    }

    [Fact]
    public void Find_AStop_IsTheWorst()
    {
        var stop = CriticalCommands.Find(OtProtocol.Modbus, 0x5A, 0x41);
        Assert.Equal(("command.plc-stop", 95), (stop!.Alert, stop.Severity));
    }
}
