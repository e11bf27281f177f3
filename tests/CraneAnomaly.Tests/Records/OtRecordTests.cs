using System.Runtime.CompilerServices;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Records;

public class OtRecordTests
{
    [Fact]
    public void OtRecord_Size_Is64Bytes() => Assert.Equal(64, Unsafe.SizeOf<OtRecord>());

    [Fact]
    public void OtRecord_HoldsNoReferences() =>
        Assert.False(RuntimeHelpers.IsReferenceOrContainsReferences<OtRecord>());
}
