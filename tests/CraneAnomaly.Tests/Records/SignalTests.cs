using System.Runtime.CompilerServices;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Tests.Records;

public class SignalTests
{
    [Theory]
    [InlineData("hoist.position", "m", SignalType.Number)]
    [InlineData("trolley.reference", "m/s", SignalType.Number)]
    [InlineData("gantry.limit_minus", "", SignalType.Flag)]
    [InlineData("boom.angle", "deg", SignalType.Number)]
    [InlineData("anchor.trolley.speed", "m/s", SignalType.Number)]
    [InlineData("spreader.locked", "", SignalType.Flag)]
    [InlineData("mode", "", SignalType.Text)]
    public void TryFind_NameOfTheDesign_IsThere(string name, string unit, SignalType type)
    {
        Assert.True(SignalCatalog.TryFind(name, out var signal));
        Assert.Equal((name, unit, type),
            (SignalCatalog.Name(signal, new()), SignalCatalog.Unit(signal), SignalCatalog.Type(signal)));
        Assert.Equal(name.StartsWith("anchor."), signal.IsAnchor);
    }

    [Theory]
    [InlineData("hoist")]
    [InlineData("boom.position")]
    [InlineData("anchor.anchor.mode")]
    [InlineData("")]
    public void TryFind_OtherName_IsNotThere(string name) => Assert.False(SignalCatalog.TryFind(name, out _));

    [Fact]
    public void Generic_Series_HasTheNameOfItsSymbol()
    {
        var symbols = new SymbolTable();
        var signal = Signal.Generic(symbols.Intern("motor3.temperature"));

        Assert.False(signal.IsKnown);
        Assert.Equal("motor3.temperature", SignalCatalog.Name(signal, symbols));
    }

    [Fact]
    public void SignalValue_IsSixteenBytes() => Assert.Equal(16, Unsafe.SizeOf<SignalValue>());
}
